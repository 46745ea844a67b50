package io.triade.local.models;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Hands out prepared steps on one event loop: as fast as they are asked for, each after its own delay, by
/// timers and without a thread.
public final class Pacer implements Flow.Subscription {
    /// Where the steps come from, one after another.
    public interface Source {
        /// Milliseconds to wait before the next step; negative for ever.
        long delayMillis();

        /// Gives the next step to the reader. True if it was the last; the reader has then heard `onComplete`
        /// or `onError`, unless the wire broke.
        boolean next(Flow.Subscriber<? super Piece> reader);
    }

    private final Vertx vertx;
    private final Context context;
    private final Source source;
    private final Flow.Subscriber<? super Piece> reader;
    private long demand;
    private boolean over;
    private boolean running;
    private boolean waited;
    private @Nullable Long timer;

    private Pacer(Vertx vertx, Source source, Flow.Subscriber<? super Piece> reader) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.source = source;
        this.reader = reader;
    }

    public static void start(Vertx vertx, Source source, Flow.Subscriber<? super Piece> reader) {
        reader.onSubscribe(new Pacer(vertx, source, reader));
    }

    @Override
    public void request(long n) {
        onLoop(() -> {
            demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            run();
        });
    }

    @Override
    public void cancel() {
        onLoop(() -> {
            over = true;
            if (timer != null) {
                vertx.cancelTimer(timer);
            }
        });
    }

    private void onLoop(Runnable action) {
        if (Vertx.currentContext() == context) {
            action.run();
        } else {
            context.runOnContext(_ -> action.run());
        }
    }

    private void run() {
        // A reader that asks for more inside onNext comes back here: the loop below goes on, the stack does not grow.
        if (running || timer != null) {
            return;
        }
        running = true;
        while (!over && demand > 0) {
            long delay = waited ? 0 : source.delayMillis();
            if (delay != 0) {
                await(delay);
                break;
            }
            waited = false;
            demand--;
            over |= source.next(reader);
        }
        running = false;
    }

    private void await(long delay) {
        if (delay < 0) {
            timer = -1L;
            return;
        }
        timer = vertx.setTimer(delay, _ -> {
            timer = null;
            waited = true;
            run();
        });
    }
}
