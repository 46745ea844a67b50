package io.triade.orchestration.channels.transports;

import io.triade.orchestration.channels.Channels.Subscription;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// Who listens to what on this replica.
final class Listeners {
    private static final Logger LOG = Logger.getLogger(Listeners.class);

    private final ConcurrentHashMap<String, List<Entry>> byName = new ConcurrentHashMap<>();

    /// Compared by identity, so that one listener can listen twice.
    private static final class Entry {
        private final Consumer<Buffer> listener;

        Entry(Consumer<Buffer> listener) {
            this.listener = listener;
        }
    }

    /// @param last called when nobody listens to the name any more
    Subscription add(String name, Consumer<Buffer> listener, Runnable last) {
        var entry = new Entry(listener);
        byName.merge(
                name,
                List.of(entry),
                (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
        var open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false) && remove(name, entry)) last.run();
        };
    }

    private boolean remove(String name, Entry entry) {
        return byName.computeIfPresent(name, (_, entries) -> {
                    List<Entry> left =
                            entries.stream().filter(other -> other != entry).toList();
                    return left.isEmpty() ? null : left;
                })
                == null;
    }

    void tell(String name, Buffer message) {
        for (Entry entry : byName.getOrDefault(name, List.of())) {
            try {
                entry.listener.accept(message);
            } catch (RuntimeException broken) {
                LOG.errorf(broken, "a listener to %s failed", name);
            }
        }
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    List<String> names() {
        return List.copyOf(byName.keySet());
    }
}
