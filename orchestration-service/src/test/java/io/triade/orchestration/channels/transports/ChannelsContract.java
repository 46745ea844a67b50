package io.triade.orchestration.channels.transports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.triade.orchestration.channels.Channels;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// What every transport of channels promises. Each implementation extends it.
abstract class ChannelsContract {
    /// Two replicas' ends of the same channels; the same object where there is one replica.
    abstract Channels here();

    abstract Channels there();

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final String name = "contract-" + System.nanoTime();

    @Test
    void bringsEveryListenerEachMessageOnceAndInOrder() {
        var other = new CopyOnWriteArrayList<String>();
        try (var _ = here().subscribe(name, message -> heard.add(message.toString()));
                var _ = there().subscribe(name, message -> other.add(message.toString()))) {
            settle(there());

            for (int i = 0; i < 50; i++) here().publish(name, Buffer.buffer("m" + i));

            await().until(() -> heard.size() >= 50 && other.size() >= 50);
            assertThat(heard).hasSize(50).startsWith("m0", "m1").endsWith("m49");
            assertThat(other).isEqualTo(heard);
        }
    }

    @Test
    void bringsBytesAsTheyWere() {
        byte[] bytes = new byte[70_000];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) i;
        var got = new CopyOnWriteArrayList<Buffer>();
        try (var _ = there().subscribe(name, got::add)) {
            settle(there());

            here().publish(name, Buffer.buffer(bytes));
            here().publish(name, Buffer.buffer());

            await().until(() -> got.size() == 2);
            assertThat(got.get(0).getBytes()).isEqualTo(bytes);
            assertThat(got.get(1).length()).isZero();
        }
    }

    @Test
    void tellsNobodyWhoHasLeftOrListensElsewhere() {
        var left = here().subscribe(name, message -> heard.add("left"));
        try (var _ = here().subscribe(name, message -> heard.add("stays"));
                var _ = here().subscribe(name + "x", message -> heard.add("elsewhere"))) {
            left.close();
            left.close();
            settle(here());

            there().publish(name, Buffer.buffer("m"));

            await().until(() -> !heard.isEmpty());
            settle(here());
            assertThat(heard).containsExactly("stays");
        }
    }

    @Test
    void survivesAListenerThatFails() {
        try (var _ = here().subscribe(name, message -> {
                    throw new IllegalStateException("as told");
                });
                var _ = here().subscribe(name, message -> heard.add(message.toString()))) {
            here().publish(name, Buffer.buffer("one"));
            here().publish(name, Buffer.buffer("two"));

            assertThat(heard).containsExactly("one", "two");
        }
    }

    /// A message to oneself the long way round: what was asked of the transport before has happened once it arrives.
    final void settle(Channels side) {
        String probe = name + "-probe-" + System.nanoTime();
        var arrived = new CopyOnWriteArrayList<Buffer>();
        Channels from = side == here() ? there() : here();
        try (var _ = side.subscribe(probe, arrived::add)) {
            await().until(() -> {
                from.publish(probe, Buffer.buffer("p"));
                return !arrived.isEmpty();
            });
        }
    }
}
