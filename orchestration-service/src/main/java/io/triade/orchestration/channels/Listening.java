package io.triade.orchestration.channels;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.orchestration.channels.Channels.Subscription;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// One caller listening to one channel, on the caller's event loop. Messages wait for a slow listener up to a bound;
/// then the oldest are dropped, since a channel keeps nothing.
final class Listening implements Flow.Subscription {
    private static final int MOST_WAITING = 100;

    private final MultiSubscriber<? super Buffer> reader;
    private final Runnable ended;
    private final Deque<Buffer> waiting = new ArrayDeque<>();
    private @Nullable Subscription channel;
    private long demand;
    private boolean done;
    private boolean draining;

    private Listening(MultiSubscriber<? super Buffer> reader, Runnable ended) {
        this.reader = reader;
        this.ended = ended;
    }

    /// The first item is empty: from then on nothing is missed.
    ///
    /// @param ended called once nobody listens any more
    static Multi<Buffer> to(Channels channels, String place, MessageFilter filter, Context loop, Runnable ended) {
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super Buffer> reader) {
                var listening = new Listening(reader, ended);
                listening.channel = channels.subscribe(place, message -> {
                    if (filter.lets(message)) loop.runOnContext(_ -> listening.heard(message));
                });
                listening.waiting.add(Buffer.buffer());
                reader.onSubscribe(listening);
            }
        };
    }

    private void heard(Buffer message) {
        if (done) return;
        if (waiting.size() == MOST_WAITING) waiting.removeFirst();
        waiting.add(message);
        drain();
    }

    private void drain() {
        if (draining) return;
        draining = true;
        while (demand > 0 && !done && !waiting.isEmpty()) {
            demand--;
            reader.onItem(waiting.remove());
        }
        draining = false;
    }

    @Override
    public void request(long count) {
        demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
        drain();
    }

    @Override
    public void cancel() {
        if (done) return;
        done = true;
        Subscription open = channel;
        if (open != null) open.close();
        ended.run();
    }
}
