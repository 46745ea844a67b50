package io.triade.api.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What was proved by tokens that were verified a moment ago, by the tokens' SHA-256: a signature costs more than
/// all the rest of a short request, and the tokens themselves have no business in memory.
final class RememberedTokens {
    private record Remembered(Proof proof, Instant until) {}

    private final Cache<ByteBuffer, Remembered> known;
    private final Duration longest;
    private final Clock clock;

    RememberedTokens(int size, Duration longest, Clock clock) {
        this.known = Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfterWrite(longest)
                .build();
        this.longest = longest;
        this.clock = clock;
    }

    @Nullable
    Proof proof(String token) {
        Remembered found = known.getIfPresent(digest(token));
        return found != null && clock.instant().isBefore(found.until) ? found.proof : null;
    }

    void remember(String token, Proof proof) {
        Instant until = clock.instant().plus(longest);
        known.put(digest(token), new Remembered(proof, proof.expiry().isBefore(until) ? proof.expiry() : until));
    }

    private static ByteBuffer digest(String token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("SHA-256 is not available", broken);
        }
    }
}
