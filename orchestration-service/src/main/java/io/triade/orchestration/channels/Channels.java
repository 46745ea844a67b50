package io.triade.orchestration.channels;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/// Carries messages to whoever listens to a name at this moment, on this replica or another: each listener gets a
/// message once or, when something on the way fails, not at all; those of one publisher in their order.
public interface Channels {
    /// Listens until the subscription is closed. The listener is called on any thread and must not block.
    Subscription subscribe(String name, Consumer<Buffer> listener);

    /// Returns at once.
    void publish(String name, Buffer message);

    /// False while other replicas cannot be heard: who depends on them had better look for himself.
    boolean connected();

    /// One listener's interest in one name. Closing it twice is closing it once.
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
