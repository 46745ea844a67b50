package io.triade.api.graphql.caching;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/// Counts what was answered without asking a tier, and what was not.
@ApplicationScoped
public class CacheMeters {
    private static final String QUERIES = "triade.graphql.cache.queries";

    private final MeterRegistry meters;
    private final Counter hits;
    private final Counter misses;
    private final Counter changes;

    CacheMeters(MeterRegistry meters) {
        this.meters = meters;
        this.hits = queries("hit");
        this.misses = queries("miss");
        this.changes = Counter.builder("triade.graphql.cache.changes")
                .description("Changes that made kept answers old, or answers under way")
                .register(meters);
    }

    private Counter queries(String outcome) {
        return Counter.builder(QUERIES)
                .description("Queries that were looked for among the kept answers")
                .tag("outcome", outcome)
                .register(meters);
    }

    void watch(Cache<?, ?> answers) {
        Gauge.builder("triade.graphql.cache.answers", answers, Cache::estimatedSize)
                .description("Answers that are kept")
                .register(meters);
        Gauge.builder("triade.graphql.cache.bytes", answers, CacheMeters::bytes)
                .description("Bytes that they take, roughly")
                .register(meters);
    }

    private static double bytes(Cache<?, ?> answers) {
        return answers.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }

    void asked(boolean hit) {
        (hit ? hits : misses).increment();
    }

    void changed() {
        changes.increment();
    }
}
