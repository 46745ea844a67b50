package io.triade.api.graphql;

import io.triade.api.graphql.caching.Kept;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// An answer by HTTP, and what its reader is told of keeping it.
///
/// @param tag absent where no two answers are the same
/// @param cacheControl as RFC 9111 has it
/// @param cacheStatus what became of the search among the kept answers (RFC 9211); null where there was none
/// @param age in seconds, of one that was kept here
record Answer(
        boolean refused,
        Buffer body,
        @Nullable EntityTag tag,
        String cacheControl,
        @Nullable String cacheStatus,
        OptionalLong age) {
    private static final String CACHE = "triade";

    static Answer unrepeatable(boolean refused, Buffer body) {
        return new Answer(refused, body, null, "no-store", null, OptionalLong.empty());
    }

    /// @param cacheStatus null where nothing is kept here
    static Answer fresh(Buffer body, int maxAge, boolean shared, @Nullable String cacheStatus) {
        String status = cacheStatus == null ? null : CACHE + "; " + cacheStatus;
        return new Answer(false, body, EntityTag.of(body), control(maxAge, shared), status, OptionalLong.empty());
    }

    static Answer kept(Kept kept, long age) {
        String status = "%s; hit; ttl=%d".formatted(CACHE, kept.maxAge() - age);
        var tag = EntityTag.of(kept.answer());
        return new Answer(
                false, kept.answer(), tag, control(kept.maxAge(), kept.shared()), status, OptionalLong.of(age));
    }

    void describe(MultiMap headers) {
        headers.set("cache-control", cacheControl);
        if (tag != null) headers.set("etag", tag.text());
        if (cacheStatus != null) headers.set("cache-status", cacheStatus);
        if (age.isPresent()) headers.set("age", Long.toString(age.getAsLong()));
    }

    /// Without an age, whoever keeps it has to ask whether it still holds.
    private static String control(int maxAge, boolean shared) {
        if (maxAge < 1) return "private, no-cache";
        return (shared ? "public" : "private") + ", max-age=" + maxAge;
    }
}
