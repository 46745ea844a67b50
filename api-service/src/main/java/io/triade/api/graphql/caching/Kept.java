package io.triade.api.graphql.caching;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An answer that was kept.
///
/// @param shelf its owner's, where it shows something of an owner's
/// @param askedNanos when it was asked for: what changed later is not in it
/// @param maxAge in seconds, from then on
public record Kept(
        Buffer answer,
        int maxAge,
        boolean shared,
        Set<String> things,
        @Nullable Shelf shelf,
        long askedNanos) {
    /// What an entry takes beside its bytes, roughly.
    private static final int OVERHEAD = 300;

    public Kept {
        things = Set.copyOf(things);
    }

    /// In whole seconds.
    public long age(long nowNanos) {
        return Duration.ofNanos(nowNanos - askedNanos).toSeconds();
    }

    boolean fresh(long nowNanos) {
        return nowNanos - askedNanos < Duration.ofSeconds(maxAge).toNanos();
    }

    int bytes() {
        int words = things.stream().mapToInt(String::length).sum();
        return OVERHEAD + answer.length() + words;
    }
}
