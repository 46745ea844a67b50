package io.triade.orchestration.channels.transports;

import io.triade.orchestration.channels.Channels;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/// Channels that drop a part of what is published, to show that nothing depends on it.
final class LossyChannels implements Channels {
    private final Channels channels;
    private final int losePercent;

    LossyChannels(Channels channels, int losePercent) {
        if (losePercent < 0 || losePercent > 100) {
            throw new IllegalArgumentException(
                    "orchestration.channels.lose-percent must be from 0 to 100, was " + losePercent);
        }
        this.channels = channels;
        this.losePercent = losePercent;
    }

    @Override
    public Subscription subscribe(String name, Consumer<Buffer> listener) {
        return channels.subscribe(name, message -> {
            if (ThreadLocalRandom.current().nextInt(100) >= losePercent) listener.accept(message);
        });
    }

    @Override
    public void publish(String name, Buffer message) {
        channels.publish(name, message);
    }

    @Override
    public boolean connected() {
        return channels.connected();
    }
}
