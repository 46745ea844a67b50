package io.triade.api.graphql.caching;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What changed lately of one owner's. Answers are not searched for when something changes: each is held against this
/// when it is wanted, so that one which was under way during the change is known to be old as well.
final class Shelf {
    private static final int MOST = 1_000;

    private final ConcurrentHashMap<String, Long> changed = new ConcurrentHashMap<>();

    /// @return false where there is no room to remember it: the shelf is to be given up, with all that is on it
    boolean change(Collection<String> things, long nowNanos) {
        things.forEach(thing -> changed.put(thing, nowNanos));
        return changed.size() <= MOST;
    }

    /// Whether nothing of it changed since a moment, nor shortly before.
    boolean holds(Set<String> things, long askedNanos, Duration settle) {
        for (String thing : things) {
            Long at = changed.get(thing);
            if (at != null && askedNanos - at < settle.toNanos()) return false;
        }
        return true;
    }
}
