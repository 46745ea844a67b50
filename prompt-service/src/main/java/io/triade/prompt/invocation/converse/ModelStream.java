package io.triade.prompt.invocation.converse;

import io.smallrye.mutiny.helpers.queues.Queues;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.prompt.invocation.CallObservation;
import io.triade.prompt.invocation.ModelFaults;
import io.vertx.core.impl.ContextInternal;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/// One ConverseStream on its way from the SDK's event loop to the caller's. All state but the hand-over queue belongs
/// to
/// the caller's context; events that arrive together change loops together.
///
/// The first event is `started`, and it waits for the first thing the model says: whatever fails before that can still
/// be tried again or be an HTTP status.
final class ModelStream implements Flow.Subscription, ConverseStreamResponseHandler, Subscriber<ConverseStreamOutput> {
    /// Events that may wait here for a slow reader; asked for in halves, so that the model is rarely held up.
    private static final int AHEAD = 16;

    private static final Object WHOLE = new Object();

    private final CallObservation observation;
    private final ConverseEvents events;
    private final ContextInternal context;
    private final MultiSubscriber<? super RunEvent> reader;

    private final Queue<ConverseStreamOutput> arrived =
            Queues.<ConverseStreamOutput>get(AHEAD).get();
    private final AtomicReference<@Nullable Object> end = new AtomicReference<>();
    private final AtomicBoolean signalled = new AtomicBoolean();

    private @Nullable CompletableFuture<Void> answer;
    private volatile @Nullable Subscription source;
    private volatile boolean finished;
    private long demand;
    private int taken;
    private boolean begun;
    private boolean concluded;
    private boolean draining;

    ModelStream(
            CallObservation observation,
            ConverseEvents events,
            ContextInternal context,
            MultiSubscriber<? super RunEvent> reader) {
        this.observation = observation;
        this.events = events;
        this.context = context;
        this.reader = reader;
    }

    /// Follows the call itself, which fails before the stream exists when the model refuses.
    void follow(CompletableFuture<Void> answer) {
        this.answer = answer;
        if (finished) {
            answer.cancel(true);
            return;
        }
        var _ = answer.whenComplete((_, failure) -> {
            if (failure != null) exceptionOccurred(failure);
        });
    }

    @Override
    public void request(long more) {
        demand = Math.addExact(Math.min(demand, Long.MAX_VALUE - more), more);
        drain();
    }

    @Override
    public void cancel() {
        if (finished) return;
        finished = true;
        observation.cancelled();
        stop();
    }

    @Override
    public void responseReceived(ConverseStreamResponse response) {}

    @Override
    public void onEventStream(SdkPublisher<ConverseStreamOutput> publisher) {
        publisher.subscribe(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        if (finished) subscription.cancel();
        else subscription.request(AHEAD);
    }

    @Override
    public void onNext(ConverseStreamOutput event) {
        arrived.add(event);
        signal();
    }

    @Override
    public void onError(Throwable failure) {
        exceptionOccurred(failure);
    }

    @Override
    public void onComplete() {
        if (end.compareAndSet(null, WHOLE)) signal();
    }

    @Override
    public void exceptionOccurred(Throwable failure) {
        if (end.compareAndSet(null, failure)) signal();
    }

    @Override
    public void complete() {}

    private void signal() {
        if (signalled.compareAndSet(false, true)) {
            context.emit(_ -> {
                signalled.set(false);
                drain();
            });
        }
    }

    private void drain() {
        if (draining || finished) return;
        draining = true;
        try {
            // Read before the queue: what arrived before the end is still delivered.
            Object ended = end.get();
            while (deliver() && !finished) {
                ConverseStreamOutput event = arrived.poll();
                if (event != null) {
                    event.accept(events);
                    askForMore();
                } else if (ended == null) {
                    ended = end.get();
                    if (ended == null) return;
                } else {
                    conclude(ended);
                    return;
                }
            }
        } catch (RuntimeException broken) {
            fail(broken);
        } finally {
            draining = false;
        }
    }

    /// False when something is ready that nobody has asked for yet.
    private boolean deliver() {
        while (!events.ready().isEmpty() && !finished) {
            if (demand == 0) return false;
            demand--;
            if (begun) {
                RunEvent event = events.ready().remove();
                observation.heard(event);
                reader.onItem(event);
            } else {
                begun = true;
                observation.begun();
                reader.onItem(observation.call().started());
            }
        }
        return true;
    }

    private void askForMore() {
        Subscription from = source;
        if (++taken == AHEAD / 2 && from != null) {
            taken = 0;
            from.request(AHEAD / 2);
        }
    }

    private void conclude(Object ended) {
        if (ended instanceof Throwable failure) {
            fail(failure);
            return;
        }
        if (!concluded && !events.conclude()) {
            fail(new ProblemException(
                    ProblemType.MODEL_FAILED,
                    "The answer of model " + observation.call().model() + " broke off; try again."));
            return;
        }
        concluded = true;
        if (deliver() && !finished) {
            finished = true;
            observation.ended();
            reader.onCompletion();
        }
    }

    private void fail(Throwable failure) {
        if (finished) return;
        finished = true;
        stop();
        ProblemException problem =
                ModelFaults.problem(failure, observation.call().model());
        observation.failed(problem);
        reader.onFailure(problem);
    }

    private void stop() {
        CompletableFuture<Void> under = answer;
        if (under != null) under.cancel(true);
        Subscription from = source;
        if (from != null) from.cancel();
    }
}
