package io.triade.api.realtime;

import io.smallrye.mutiny.Uni;
import io.triade.api.access.SocketDoor;
import io.triade.api.answers.Failures;
import io.triade.api.channels.ChannelStreams;
import io.triade.api.dialogues.MessageCall;
import io.triade.api.dialogues.MessageCalls;
import io.triade.api.runs.RunStart;
import io.triade.api.runs.RunStreams;
import io.triade.api.sockets.Outbox;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The conversations of one socket, by the names that the client gave them.
final class Conversations {
    record Services(int most, Messages messages, MessageCalls calls, RunStreams runs, ChannelStreams channels) {}

    /// Something that goes on until it ends or one of both sides leaves it.
    sealed interface Live permits Conversation, Subscription {
        void leave();
    }

    private final Outbox outbox;
    private final Services services;
    private final Map<String, Live> live = new HashMap<>();
    private int asked;

    Conversations(Outbox outbox, Services services) {
        this.outbox = outbox;
        this.services = services;
    }

    /// @param replies takes what answers the message itself
    void received(ClientMessage.About message, Principal caller, Consumer<ServerMessage> replies) {
        try {
            switch (message) {
                case ClientMessage.Start start -> start(start, caller);
                case ClientMessage.Attach attach -> attach(attach, caller);
                case ClientMessage.Subscribe subscribe -> subscribe(subscribe, caller);
                case ClientMessage.Cancel cancel -> cancel(cancel, caller, replies);
                case ClientMessage.Publish publish -> publish(publish, caller, replies);
                case ClientMessage.Detach(var ref) -> replies.accept(detach(ref));
                case ClientMessage.Unsubscribe(var ref) -> replies.accept(unsubscribe(ref));
            }
        } catch (ProblemException refused) {
            replies.accept(new ServerMessage.Refused(message.ref(), refused.problem(null)));
        }
    }

    void leaveAll() {
        List<Live> all = List.copyOf(live.values());
        live.clear();
        all.forEach(Live::leave);
    }

    private void start(ClientMessage.Start start, Principal caller) {
        admit(start.ref());
        var call = services.calls.open(SocketDoor.REALTIME, "start", caller, start.traceparent());
        var conversation = converse(start.ref(), call, 0);
        var wanted =
                RunStart.of(call.call(), start.path(), services.messages.bytes(start.body()), start.idempotencyKey());
        call.run(() ->
                services.runs.start(wanted, conversation::accepted).subscribe().withSubscriber(conversation));
    }

    private void attach(ClientMessage.Attach attach, Principal caller) {
        admit(attach.ref());
        long after = attach.after() == null ? 0 : attach.after();
        var call = services.calls.open(SocketDoor.REALTIME, "attach", caller, attach.traceparent());
        var conversation = converse(attach.ref(), call, after);
        call.run(() -> services.runs
                .follow(call.call(), attach.runId(), after, conversation::accepted)
                .subscribe()
                .withSubscriber(conversation));
    }

    private Conversation converse(String ref, MessageCall call, long after) {
        var conversation = new Conversation(ref, outbox, services.messages, call, after, () -> live.remove(ref));
        live.put(ref, conversation);
        return conversation;
    }

    private void subscribe(ClientMessage.Subscribe subscribe, Principal caller) {
        admit(subscribe.ref());
        var call = services.calls.open(SocketDoor.REALTIME, "subscribe", caller, subscribe.traceparent());
        var subscription = new Subscription(
                subscribe, outbox, services.messages, call, services.channels, () -> live.remove(subscribe.ref()));
        live.put(subscribe.ref(), subscription);
        call.run(subscription::begin);
    }

    private ServerMessage detach(String ref) {
        if (!(live.get(ref) instanceof Conversation conversation)) throw unknown(ref);
        live.remove(ref);
        conversation.leave();
        return new ServerMessage.Detached(ref, null, conversation.after());
    }

    private ServerMessage unsubscribe(String ref) {
        if (!(live.get(ref) instanceof Subscription subscription)) throw unknown(ref);
        live.remove(ref);
        subscription.leave();
        return new ServerMessage.Ended(ref);
    }

    private void cancel(ClientMessage.Cancel cancel, Principal caller, Consumer<ServerMessage> replies) {
        admit();
        var call = services.calls.open(SocketDoor.REALTIME, "cancel", caller, cancel.traceparent());
        call.run(() -> answer(
                call,
                services.runs
                        .cancel(call.call(), cancel.runId())
                        .map(run -> new ServerMessage.Cancelled(cancel.ref(), cancel.runId(), run.state())),
                cancel.ref(),
                replies));
    }

    private void publish(ClientMessage.Publish publish, Principal caller, Consumer<ServerMessage> replies) {
        admit();
        var call = services.calls.open(SocketDoor.REALTIME, "publish", caller, publish.traceparent());
        call.run(() -> answer(
                call,
                services.channels
                        .publish(call.call(), publish.channel(), publish.data())
                        .map(_ -> new ServerMessage.Published(publish.ref())),
                publish.ref(),
                replies));
    }

    /// Work that has one answer. It is done whether or not the client is still there.
    private void answer(
            MessageCall call, Uni<? extends ServerMessage> work, String ref, Consumer<ServerMessage> replies) {
        asked++;
        work.onTermination()
                .invoke(() -> asked--)
                .subscribe()
                .with(
                        answer -> {
                            call.ended(null);
                            replies.accept(answer);
                        },
                        failure -> {
                            ProblemException problem = Failures.fromTier(failure);
                            call.ended(problem);
                            replies.accept(new ServerMessage.Refused(
                                    ref, problem.problem(call.call().traceId())));
                        });
    }

    private void admit(String ref) {
        if (live.containsKey(ref)) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "The ref %s is in use on this socket; choose another.".formatted(ref));
        }
        admit();
    }

    private void admit() {
        if (live.size() + asked >= services.most) {
            throw new ProblemException(
                    ProblemType.RATE_LIMITED,
                    "This socket has %d conversations; end one first, or open another socket."
                            .formatted(services.most));
        }
    }

    private static ProblemException unknown(String ref) {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no such conversation here: %s.".formatted(ref));
    }
}
