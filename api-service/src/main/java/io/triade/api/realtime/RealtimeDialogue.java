package io.triade.api.realtime;

import io.triade.api.access.AccessTokens;
import io.triade.api.access.Proof;
import io.triade.api.answers.Failures;
import io.triade.api.dialogues.Arrival;
import io.triade.api.dialogues.Dialogue;
import io.triade.api.dialogues.Socket;
import io.triade.api.sockets.Farewell;
import io.triade.api.sockets.Outbox;
import io.triade.api.sockets.SocketConfig;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Calls;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one client says and is told: first who it is, then its conversations.
final class RealtimeDialogue implements Dialogue {
    record Services(SocketConfig config, Messages messages, AccessTokens tokens) {}

    private final Socket socket;
    private final Arrival arrival;
    private final Services services;
    private final Conversations conversations;
    private final Outbox outbox;
    private @Nullable Principal principal;
    private boolean verifying;
    private int badMessages;

    RealtimeDialogue(Socket socket, Arrival arrival, Services services, Conversations conversations) {
        this.socket = socket;
        this.arrival = arrival;
        this.services = services;
        this.conversations = conversations;
        this.outbox = socket.outbox();
    }

    @Override
    public void open() {
        Proof proof = arrival.proof();
        if (proof != null) proved(proof);
    }

    @Override
    public void received(String text) {
        switch (services.messages.read(text)) {
            case Messages.Read.Understood(var message) -> {
                badMessages = 0;
                understood(message);
            }
            case Messages.Read.Refused(var ref, var why) -> {
                refuse(ref, why);
                if (++badMessages >= services.config.badMessages()) socket.leave(Farewell.BAD_MESSAGES);
            }
        }
    }

    @Override
    public void announce(Farewell coming, long inSeconds) {
        outbox.send(services.messages.text(
                coming.equals(Farewell.TOKEN_EXPIRED)
                        ? new ServerMessage.Expiring(inSeconds)
                        : new ServerMessage.Closing(coming.reason(), inSeconds)));
    }

    @Override
    public void breached(Farewell why) {
        ProblemType problem = why.problem();
        if (problem != null) refuse(null, new ProblemException(problem, "The socket is closed: " + why.reason() + "."));
    }

    @Override
    public void over() {
        conversations.leaveAll();
    }

    private void understood(ClientMessage message) {
        Principal caller = principal;
        switch (message) {
            case ClientMessage.Authenticate(var token) -> authenticate(token);
            case ClientMessage.Ping(var ref) -> reply(new ServerMessage.Pong(ref));
            case ClientMessage.About about -> {
                if (caller != null) conversations.received(about, caller, this::reply);
                else
                    refuse(
                            about.ref(),
                            new ProblemException(
                                    ProblemType.UNAUTHENTICATED, "Authenticate first, and wait for ready."));
            }
        }
    }

    private void authenticate(String token) {
        if (verifying) {
            refuse(null, new ProblemException(ProblemType.CONFLICT, "Another token is still being looked at."));
            return;
        }
        verifying = true;
        services.tokens
                .verify(token, arrival.routing(), arrival.clean())
                .emitOn(task -> socket.context().runOnContext(_ -> task.run()))
                .onTermination()
                .invoke(() -> verifying = false)
                .subscribe()
                .with(this::proved, this::unproved);
    }

    private void proved(Proof proof) {
        Principal before = principal;
        Principal now = proof.principal();
        if (before != null
                && !(before.tenant().equals(now.tenant()) && before.subject().equals(now.subject()))) {
            refuse(
                    null,
                    new ProblemException(
                            ProblemType.FORBIDDEN, "The token is another caller's; open a socket of their own."));
            return;
        }
        principal = now;
        Calls.principal(arrival.routing(), now, proof.expiry());
        Duration left = Duration.between(Instant.now(), proof.expiry());
        reply(new ServerMessage.Ready(
                socket.id(), ServerMessage.Limits.of(services.config), Math.max(0, left.toSeconds())));
        socket.authenticated(left);
    }

    private void unproved(Throwable failure) {
        refuse(null, Failures.known(failure));
        if (principal == null) socket.leave(Farewell.NOT_AUTHENTICATED);
    }

    private void refuse(@Nullable String ref, ProblemException why) {
        reply(new ServerMessage.Refused(ref, why.problem(Calls.traceId(arrival.routing()))));
    }

    private void reply(ServerMessage message) {
        if (!outbox.reply(services.messages.text(message))) socket.leave(Farewell.SLOW_READER);
    }
}
