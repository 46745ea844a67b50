package io.triade.api.runs;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Pauses between two attempts: longer with each that failed, and never the same for two callers, so that those whom
/// one process lost do not all come back at the same instant.
@ApplicationScoped
class Pauses {
    private final Vertx vertx;
    private final long shortest;
    private final long longest;

    Pauses(Vertx vertx, RunsConfig config) {
        this.vertx = vertx;
        this.shortest = Math.max(1, config.shortestPause().toMillis());
        this.longest = Math.max(shortest, config.longestPause().toMillis());
    }

    /// Completes on the context that asked.
    Uni<Long> after(int failures) {
        return Uni.createFrom().emitter(over -> {
            long timer = vertx.setTimer(length(failures).toMillis(), over::complete);
            over.onTermination(() -> vertx.cancelTimer(timer));
        });
    }

    Duration length(int failures) {
        long doubled = Math.min(longest, shortest << Math.min(failures, 20));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(doubled / 2, doubled) + 1);
    }
}
