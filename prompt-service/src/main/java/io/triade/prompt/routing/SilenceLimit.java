package io.triade.prompt.routing;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Cuts off a model that is silent too long. Only silence that the reader waits for counts: while it does not ask, the
/// model cannot speak.
///
/// One timer for the whole stream looks after it: an event only notes its time, and the timer sets itself anew for what
/// is left.
final class SilenceLimit<T> implements MultiSubscriber<T>, Flow.Subscription {
    private final Vertx vertx;
    private final Limits limits;
    private final MultiSubscriber<? super T> reader;
    private Flow.@Nullable Subscription source;
    private long waitingSince = System.nanoTime();
    private long demand;
    private boolean begun;
    private boolean finished;
    private long timer;

    /// @param firstToken from now to the first event
    /// @param idle from one event to the next
    /// @param whole from now to the end
    record Limits(Duration firstToken, Duration idle, Duration whole) {}

    private SilenceLimit(Vertx vertx, Limits limits, MultiSubscriber<? super T> reader) {
        this.vertx = vertx;
        this.limits = limits;
        this.reader = reader;
    }

    static <T> Multi<T> of(Multi<T> events, Limits limits, Vertx vertx) {
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super T> reader) {
                events.subscribe().withSubscriber(new SilenceLimit<>(vertx, limits, reader));
            }
        };
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        endNanos = waitingSince + limits.whole().toNanos();
        watch();
        reader.onSubscribe(this);
    }

    private long endNanos;

    @Override
    public void onItem(T event) {
        if (finished) return;
        begun = true;
        if (demand != Long.MAX_VALUE) demand--;
        waitingSince = System.nanoTime();
        reader.onItem(event);
    }

    @Override
    public void onFailure(Throwable failure) {
        if (!finish()) return;
        reader.onFailure(failure);
    }

    @Override
    public void onCompletion() {
        if (!finish()) return;
        reader.onCompletion();
    }

    @Override
    public void request(long more) {
        if (demand == 0) waitingSince = System.nanoTime();
        demand = Math.min(demand, Long.MAX_VALUE - more) + more;
        Flow.Subscription from = source;
        if (from != null) from.request(more);
    }

    @Override
    public void cancel() {
        if (!finish()) return;
        Flow.Subscription from = source;
        if (from != null) from.cancel();
    }

    private boolean finish() {
        if (finished) return false;
        finished = true;
        vertx.cancelTimer(timer);
        return true;
    }

    private void watch() {
        long now = System.nanoTime();
        long silent = demand == 0 ? now : waitingSince;
        long due = Math.min(endNanos, silent + (begun ? limits.idle() : limits.firstToken()).toNanos());
        timer = vertx.setTimer(Math.max(1, (due - now) / 1_000_000 + 1), _ -> look());
    }

    private void look() {
        if (finished) return;
        long now = System.nanoTime();
        if (now >= endNanos) {
            cut(new ProblemException(
                    ProblemType.DEADLINE_EXCEEDED, "The time for this request was over before the answer was whole."));
        } else if (demand > 0
                && !begun
                && now - waitingSince >= limits.firstToken().toNanos()) {
            cut(tooSlow("said nothing for", limits.firstToken()));
        } else if (demand > 0 && begun && now - waitingSince >= limits.idle().toNanos()) {
            cut(tooSlow("stopped in the middle of its answer for", limits.idle()));
        } else {
            watch();
        }
    }

    private static ProblemException tooSlow(String what, Duration limit) {
        return new ProblemException(
                ProblemType.MODEL_TIMEOUT,
                "The model %s %.1f seconds; try again.".formatted(what, limit.toMillis() / 1000.0));
    }

    private void cut(ProblemException problem) {
        cancel();
        reader.onFailure(problem);
    }
}
