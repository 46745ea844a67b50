package io.triade.api.graphql.caching;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.triade.api.graphql.hints.CachePolicy;
import io.triade.contracts.access.Principal;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Answers of queries, bounded in number and bytes.
///
/// What shows something of an owner's is kept and given only while this process hears of changes. An answer is good as
/// long as nothing that it shows has changed since it was asked for.
@ApplicationScoped
public class AnswerCache {
    private final CacheConfig config;
    private final CacheMeters meters;
    private final LongSupplier nanos;
    private final Question.Form form;
    private final Cache<Question.Key, Kept> answers;
    private final Cache<String, Shelf> shelves;
    private volatile long heardNanos;
    private volatile boolean hearing;

    @Inject
    AnswerCache(CacheConfig config, CacheMeters meters, ObjectMapper mapper) {
        this(config, meters, mapper, System::nanoTime);
    }

    AnswerCache(CacheConfig config, CacheMeters meters, ObjectMapper mapper, LongSupplier nanos) {
        if (config.answers() < 1 || config.bytes() < config.answerBytes()) {
            throw new IllegalArgumentException(
                    "api.graphql.cache.answers must be at least 1 and .bytes no less than .answer-bytes, were %d, %d, %d"
                            .formatted(config.answers(), config.bytes(), config.answerBytes()));
        }
        this.config = config;
        this.meters = meters;
        this.nanos = nanos;
        this.form = new Question.Form(mapper);
        // So that as many as are allowed fill the room, however small they are.
        int least = Math.max(1, config.bytes() / config.answers());
        this.answers = Caffeine.newBuilder()
                .maximumWeight(config.bytes())
                .<Question.Key, Kept>weigher((key, kept) -> Math.max(least, key.bytes() + kept.bytes()))
                .expireAfterWrite(config.longest())
                .build();
        this.shelves = Caffeine.newBuilder()
                .maximumSize(config.answers())
                .expireAfterAccess(config.longest().multipliedBy(2))
                .build();
        meters.watch(answers);
    }

    public boolean enabled() {
        return config.enabled();
    }

    /// To be made before anybody is asked for the answer.
    public Question question(Principal principal, Question.Words words) {
        Shelf shelf = trusted() ? shelves.get(principal.ownerKey(), _ -> new Shelf()) : null;
        return form.of(principal, words, shelf, nanos.getAsLong());
    }

    /// What may be given without asking anybody.
    ///
    /// @param longestAge what the caller takes at most, in seconds
    public Optional<Kept> find(Question question, long longestAge) {
        Optional<Kept> found = Optional.ofNullable(good(question, question.own(), longestAge))
                .or(() -> Optional.ofNullable(good(question, question.shared(), longestAge)));
        meters.asked(found.isPresent());
        return found;
    }

    private @Nullable Kept good(Question question, Question.Key key, long longestAge) {
        Kept kept = answers.getIfPresent(key);
        if (kept == null || kept.age(question.askedNanos()) > longestAge) return null;
        if (kept.fresh(question.askedNanos()) && holds(question, kept.things(), kept.shelf(), kept.askedNanos())) {
            return kept;
        }
        answers.asMap().remove(key, kept);
        return null;
    }

    /// @return whether it was kept
    public boolean keep(Question question, CachePolicy policy, Buffer answer) {
        int maxAge = age(policy);
        if (!enabled() || maxAge < 1 || answer.length() > config.answerBytes()) return false;
        Set<String> things = policy.things();
        Shelf shelf = things.isEmpty() ? null : question.shelf();
        if (!holds(question, things, shelf, question.askedNanos())) return false;
        var kept = new Kept(answer, maxAge, policy.shared(), things, shelf, question.askedNanos());
        answers.put(policy.shared() ? question.shared() : question.own(), kept);
        return true;
    }

    /// For how long an answer may be kept, in seconds, here or by its caller.
    public int age(CachePolicy policy) {
        return (int) Math.min(policy.maxAge(), config.longest().toSeconds());
    }

    private boolean holds(Question question, Set<String> things, @Nullable Shelf shelf, long askedNanos) {
        if (things.isEmpty()) return true;
        return shelf != null
                && trusted()
                && shelf == shelves.getIfPresent(question.owner())
                && shelf.holds(things, askedNanos, config.settle());
    }

    /// Things of an owner's are no longer as they were.
    void changed(String owner, Collection<String> things) {
        if (things.isEmpty()) return;
        Shelf shelf = shelves.getIfPresent(owner);
        if (shelf == null) return;
        meters.changed();
        if (!shelf.change(things, nanos.getAsLong())) shelves.invalidate(owner);
    }

    /// From here on changes are heard of; again and again.
    void heard() {
        heardNanos = nanos.getAsLong();
        hearing = true;
    }

    /// Something may have changed that nobody told.
    void deaf() {
        hearing = false;
        shelves.invalidateAll();
    }

    long size() {
        answers.cleanUp();
        return answers.estimatedSize();
    }

    private boolean trusted() {
        return hearing && nanos.getAsLong() - heardNanos < config.silence().toNanos();
    }
}
