package io.triade.api.graphql.socket;

import graphql.ExecutionResult;
import io.triade.api.answers.Failures;
import io.triade.api.dialogues.MessageCall;
import io.triade.api.graphql.Executed;
import io.triade.api.graphql.schema.Caller;
import io.triade.api.graphql.schema.Errors;
import io.triade.api.sockets.Outbox;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// One operation on a socket: the next result is asked for once the last is on its way and there is room. It ends with
/// `complete` or `error`, or in silence where the client completed it.
final class Operation implements Subscriber<ExecutionResult> {
    private final String id;
    private final Outbox outbox;
    private final ServerMessages messages;
    private final MessageCall call;
    private final Caller caller;
    private final Runnable freed;
    private @Nullable Subscription source;
    private boolean over;

    Operation(String id, Outbox outbox, ServerMessages messages, MessageCall call, Caller caller, Runnable freed) {
        this.id = id;
        this.outbox = outbox;
        this.messages = messages;
        this.call = call;
        this.caller = caller;
        this.freed = freed;
    }

    Caller caller() {
        return caller;
    }

    /// The client wants no more of it.
    void leave() {
        if (!finish(null)) return;
        cancel();
        caller.leave();
    }

    void answered(Executed executed) {
        if (over) return;
        ExecutionResult result = executed.result();
        if (result.getData() instanceof Publisher<?>) {
            Publisher<ExecutionResult> results = result.getData();
            call.onDeadline(this::late);
            results.subscribe(this);
        } else if (executed.refused()) {
            if (finish(null)) outbox.send(messages.error(id, result.getErrors(), traceId()));
        } else {
            if (!finish(null)) return;
            outbox.send(messages.next(id, result, traceId()));
            outbox.send(messages.complete(id));
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        if (over) subscription.cancel();
        else subscription.request(1);
    }

    @Override
    public void onNext(ExecutionResult result) {
        if (over) return;
        outbox.send(messages.next(id, result, traceId()));
        outbox.whenRoom(this::more);
    }

    @Override
    public void onError(Throwable failure) {
        ProblemException problem = Failures.known(failure);
        if (finish(problem)) outbox.send(messages.error(id, List.of(Errors.of(problem)), traceId()));
    }

    @Override
    public void onComplete() {
        if (finish(null)) outbox.send(messages.complete(id));
    }

    private void late() {
        cancel();
        onError(new ProblemException(
                ProblemType.DEADLINE_EXCEEDED, "The time for this subscription is over; subscribe again."));
    }

    private void more() {
        Subscription from = source;
        if (!over && from != null) from.request(1);
    }

    private void cancel() {
        Subscription from = source;
        if (from != null) from.cancel();
    }

    private String traceId() {
        return call.call().traceId();
    }

    private boolean finish(@Nullable ProblemException problem) {
        if (over) return false;
        over = true;
        freed.run();
        call.ended(problem);
        return true;
    }
}
