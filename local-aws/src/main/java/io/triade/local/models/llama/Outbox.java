package io.triade.local.models.llama;

import io.triade.local.models.Piece;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Between a model that speaks at its own pace and a reader who asks at theirs. It may hold a whole answer, which is
/// never larger than the model's window: a slot is not kept for a slow reader.
final class Outbox implements Flow.Subscription {
    private final Flow.Subscriber<? super Piece> reader;
    private final Queue<Piece> pieces = new ConcurrentLinkedQueue<>();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger signals = new AtomicInteger();
    private volatile Runnable whenCancelled = () -> {};
    private volatile boolean cancelled;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    Outbox(Flow.Subscriber<? super Piece> reader) {
        this.reader = reader;
    }

    void open(Runnable cancellation) {
        whenCancelled = cancellation;
        reader.onSubscribe(this);
    }

    /// Nobody waits for more: the reader left or has been told that it failed.
    boolean over() {
        return cancelled || failure != null;
    }

    void add(Piece piece) {
        pieces.add(piece);
        deliver();
    }

    void complete() {
        ended = true;
        deliver();
    }

    /// The first end counts.
    void fail(Throwable cause) {
        if (!ended) {
            failure = cause;
            ended = true;
            deliver();
        }
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            fail(new IllegalArgumentException("a reader must request at least 1 piece, was " + n));
            return;
        }
        demand.accumulateAndGet(n, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
        deliver();
    }

    @Override
    public void cancel() {
        cancelled = true;
        pieces.clear();
        whenCancelled.run();
    }

    /// Whoever comes first delivers for all who come meanwhile, so that signals follow one another.
    private void deliver() {
        if (signals.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            deliverWhatThereIs();
            seen = signals.addAndGet(-seen);
        }
    }

    private void deliverWhatThereIs() {
        while (!cancelled && demand.get() > 0) {
            var piece = pieces.poll();
            if (piece == null) {
                break;
            }
            demand.decrementAndGet();
            reader.onNext(piece);
        }
        if (!cancelled && ended && pieces.isEmpty()) {
            cancelled = true;
            var cause = failure;
            if (cause == null) {
                reader.onComplete();
            } else {
                reader.onError(cause);
            }
        }
    }
}
