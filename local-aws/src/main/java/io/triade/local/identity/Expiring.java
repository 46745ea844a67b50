package io.triade.local.identity;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Values under secret keys that last a while. The oldest go first when there are too many, so that nobody can
/// fill the memory.
final class Expiring<T> {
    private static final int MAX_ENTRIES = 10_000;
    private static final int SECRET_BYTES = 32;

    private record Entry<T>(T value, Instant until) {}

    private final SecureRandom random = new SecureRandom();
    // All live equally long, so the order of insertion is the order of expiry.
    private final Map<String, Entry<T>> entries = new LinkedHashMap<>();
    private final Duration life;
    private final InstantSource time;

    Expiring(Duration life, InstantSource time) {
        this.life = life;
        this.time = time;
    }

    /// Keeps a value under a new secret, which it returns.
    String add(T value) {
        var bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        var secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        put(secret, value);
        return secret;
    }

    synchronized void put(String key, T value) {
        var now = time.instant();
        var oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            if (oldest.next().until().isAfter(now) && entries.size() < MAX_ENTRIES) {
                break;
            }
            oldest.remove();
        }
        entries.put(key, new Entry<>(value, now.plus(life)));
    }

    synchronized Optional<T> find(String key) {
        return alive(Optional.ofNullable(entries.get(key)));
    }

    /// Gives a value out for the last time.
    synchronized Optional<T> take(String key) {
        return alive(Optional.ofNullable(entries.remove(key)));
    }

    synchronized void removeIf(Predicate<T> unwanted) {
        entries.values().removeIf(entry -> unwanted.test(entry.value()));
    }

    private Optional<T> alive(Optional<Entry<T>> entry) {
        return entry.filter(found -> found.until().isAfter(time.instant())).map(Entry::value);
    }
}
