package io.triade.api.graphql.documents;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The last few of something, by use.
final class Remembered<K, V> {
    private final Map<K, V> byUse;

    Remembered(int most) {
        this.byUse = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    synchronized @Nullable V get(K key) {
        return byUse.get(key);
    }

    synchronized void put(K key, V value) {
        byUse.put(key, value);
    }
}
