package io.triade.api.realtime;

import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.api.answers.Failures;
import io.triade.api.dialogues.MessageCall;
import io.triade.api.runs.RunHead;
import io.triade.api.sockets.Outbox;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.streams.Frame;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// One run followed on a socket: the next event is asked for once the last is on its way and there is room.
final class Conversation implements MultiSubscriber<Frame>, Conversations.Live {
    private final String ref;
    private final String prefix;
    private final Outbox outbox;
    private final Messages messages;
    private final MessageCall call;
    private final Runnable freed;
    private Flow.@Nullable Subscription source;
    private boolean accepted;
    private boolean over;
    private long after;

    Conversation(String ref, Outbox outbox, Messages messages, MessageCall call, long after, Runnable freed) {
        this.ref = ref;
        this.prefix = messages.eventPrefix(ref);
        this.outbox = outbox;
        this.messages = messages;
        this.call = call;
        this.after = after;
        this.freed = freed;
    }

    /// Offset of the last event that was sent.
    long after() {
        return after;
    }

    void accepted(RunHead run) {
        if (over || accepted) return;
        accepted = true;
        outbox.send(messages.text(new ServerMessage.Accepted(ref, run.runId(), run.replayed())));
    }

    @Override
    public void leave() {
        if (!finish(null)) return;
        Flow.Subscription from = source;
        if (from != null) from.cancel();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        call.onDeadline(this::late);
        subscription.request(1);
    }

    @Override
    public void onItem(Frame frame) {
        if (over) return;
        call.note(frame);
        after = frame.offset();
        outbox.send(Messages.event(prefix, frame));
        outbox.whenRoom(this::next);
    }

    private void late() {
        Flow.Subscription from = source;
        if (from != null) from.cancel();
        onFailure(new ProblemException(
                ProblemType.DEADLINE_EXCEEDED, "The time for this conversation is over; attach again."));
    }

    @Override
    public void onFailure(Throwable failure) {
        ProblemException problem = Failures.fromTier(failure);
        if (!finish(problem)) return;
        var said = problem.problem(call.call().traceId());
        outbox.send(messages.text(
                accepted ? new ServerMessage.Detached(ref, said, after) : new ServerMessage.Refused(ref, said)));
    }

    @Override
    public void onCompletion() {
        if (finish(null)) outbox.send(messages.text(new ServerMessage.Ended(ref)));
    }

    private void next() {
        Flow.Subscription from = source;
        if (!over && from != null) from.request(1);
    }

    private boolean finish(@Nullable ProblemException problem) {
        if (over) return false;
        over = true;
        freed.run();
        call.ended(problem);
        return true;
    }
}
