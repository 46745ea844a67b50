package io.triade.orchestration.channels.transports;

import io.triade.orchestration.channels.Channels;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/// Channels of a service that runs as one replica.
final class InProcessChannels implements Channels {
    private final Listeners listeners = new Listeners();

    @Override
    public Subscription subscribe(String name, Consumer<Buffer> listener) {
        return listeners.add(name, listener, () -> {});
    }

    @Override
    public void publish(String name, Buffer message) {
        listeners.tell(name, message);
    }

    @Override
    public boolean connected() {
        return true;
    }
}
