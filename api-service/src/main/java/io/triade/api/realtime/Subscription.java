package io.triade.api.realtime;

import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.api.answers.Failures;
import io.triade.api.channels.ChannelStreams;
import io.triade.api.dialogues.MessageCall;
import io.triade.api.sockets.Outbox;
import io.triade.contracts.problems.ProblemException;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// One channel heard on a socket. A subscription that is lost behind the edge is made again, a few times, and the
/// client is told that it was: channels keep nothing.
final class Subscription implements Conversations.Live {
    /// Failures in a row after which the client is told instead.
    private static final int PATIENCE = 6;

    private final ClientMessage.Subscribe wanted;
    private final String prefix;
    private final Outbox outbox;
    private final Messages messages;
    private final MessageCall call;
    private final ChannelStreams channels;
    private final Runnable freed;
    private @Nullable Attempt attempt;
    private boolean begun;
    private boolean over;
    private int failures;

    Subscription(
            ClientMessage.Subscribe wanted,
            Outbox outbox,
            Messages messages,
            MessageCall call,
            ChannelStreams channels,
            Runnable freed) {
        this.wanted = wanted;
        this.prefix = messages.messagePrefix(wanted.ref());
        this.outbox = outbox;
        this.messages = messages;
        this.call = call;
        this.channels = channels;
        this.freed = freed;
    }

    void begin() {
        if (over) return;
        var next = new Attempt();
        attempt = next;
        channels.messages(call.renewed(), wanted.channel(), wanted.filter(), next::subscribed)
                .subscribe()
                .withSubscriber(next);
    }

    @Override
    public void leave() {
        if (over) return;
        over = true;
        call.ended(null);
        Attempt current = attempt;
        if (current != null) current.cancel();
    }

    private void lost(@Nullable Throwable failure) {
        if (over) return;
        if (failure != null && (ChannelStreams.refused(failure) || ++failures >= PATIENCE)) {
            over = true;
            freed.run();
            ProblemException problem = Failures.fromTier(failure);
            call.ended(problem);
            var said = problem.problem(call.call().traceId());
            outbox.send(messages.text(
                    begun
                            ? new ServerMessage.Detached(wanted.ref(), said, null)
                            : new ServerMessage.Refused(wanted.ref(), said)));
        } else {
            channels.later(failures, this::begin);
        }
    }

    /// One connection to the channel.
    private final class Attempt implements MultiSubscriber<Buffer> {
        private Flow.@Nullable Subscription source;

        void subscribed() {
            if (over) return;
            begun = true;
            failures = 0;
            outbox.send(messages.text(new ServerMessage.Subscribed(wanted.ref(), wanted.channel())));
        }

        void cancel() {
            Flow.Subscription from = source;
            if (from != null) from.cancel();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            source = subscription;
            if (over) subscription.cancel();
            else subscription.request(1);
        }

        @Override
        public void onItem(Buffer message) {
            if (over) return;
            outbox.send(Messages.message(prefix, message));
            outbox.whenRoom(this::next);
        }

        @Override
        public void onFailure(Throwable failure) {
            lost(failure);
        }

        @Override
        public void onCompletion() {
            lost(null);
        }

        private void next() {
            Flow.Subscription from = source;
            if (!over && from != null) from.request(1);
        }
    }
}
