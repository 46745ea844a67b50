package io.triade.api.graphql.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.api.access.AccessTokens;
import io.triade.api.access.EdgeAccess;
import io.triade.api.access.Proof;
import io.triade.api.dialogues.Arrival;
import io.triade.api.dialogues.Dialogue;
import io.triade.api.dialogues.Socket;
import io.triade.api.sockets.Farewell;
import io.triade.api.sockets.Outbox;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Calls;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// graphql-transport-ws with one client: `connection_init` with a token, unless it came with the request, then
/// operations. The token cannot be renewed on the socket; it is closed with 4401 when it expires.
final class GraphQlDialogue implements Dialogue {
    record Services(AccessTokens tokens, ServerMessages messages, ObjectMapper mapper) {}

    private final Socket socket;
    private final Arrival arrival;
    private final Services services;
    private final Operations operations;
    private final Outbox outbox;
    private boolean initialised;
    private @Nullable Principal principal;

    GraphQlDialogue(Socket socket, Arrival arrival, Services services, Operations operations) {
        this.socket = socket;
        this.arrival = arrival;
        this.services = services;
        this.operations = operations;
        this.outbox = socket.outbox();
    }

    @Override
    public void open() {}

    @Override
    public void received(String text) {
        switch (ClientMessage.read(text, services.mapper)) {
            case ClientMessage.ConnectionInit(var payload) -> initialise(payload);
            case ClientMessage.Ping(var payload) -> reply(services.messages.pong(payload));
            case ClientMessage.Pong _ -> {}
            case ClientMessage.Subscribe(var id, var payload) -> subscribe(id, payload);
            case ClientMessage.Complete(var id) -> operations.complete(id);
            case ClientMessage.Unknown(var why) -> socket.leave(new Farewell(4400, why));
        }
    }

    /// The protocol has no word for it; the close code says it.
    @Override
    public void announce(Farewell coming, long inSeconds) {}

    @Override
    public void breached(Farewell why) {}

    @Override
    public void over() {
        operations.leaveAll();
    }

    @Override
    public Farewell inItsWords(Farewell why) {
        return why.equals(Farewell.AUTHENTICATE_FIRST) ? new Farewell(4408, "Connection initialisation timeout") : why;
    }

    private void initialise(JsonNode payload) {
        if (initialised) {
            socket.leave(new Farewell(4429, "Too many initialisation requests"));
            return;
        }
        initialised = true;
        String token = token(payload);
        Proof came = arrival.proof();
        if (token != null) verify(token);
        else if (came != null) proved(came);
        else socket.leave(new Farewell(4401, "Unauthorized"));
    }

    private void verify(String token) {
        services.tokens
                .verify(token, arrival.routing(), arrival.clean())
                .emitOn(task -> socket.context().runOnContext(_ -> task.run()))
                .subscribe()
                .with(this::proved, this::unproved);
    }

    private void proved(Proof proof) {
        principal = proof.principal();
        Calls.principal(arrival.routing(), proof.principal(), proof.expiry());
        reply(ServerMessages.ACK);
        Duration left = Duration.between(Instant.now(), proof.expiry());
        socket.authenticated(left.isNegative() ? Duration.ZERO : left);
    }

    /// An issuer that is away is not the client's fault: it may come back.
    private void unproved(Throwable failure) {
        boolean ours =
                !(failure instanceof ProblemException problem) || problem.type().status() >= 500;
        boolean expired = failure instanceof ProblemException problem && problem.type() == ProblemType.TOKEN_EXPIRED;
        socket.leave(
                ours
                        ? new Farewell(1013, "the issuer of the token cannot be reached")
                        : expired ? Farewell.TOKEN_EXPIRED : new Farewell(4401, "Unauthorized"));
    }

    private void subscribe(String id, JsonNode payload) {
        Principal caller = principal;
        if (caller == null) socket.leave(new Farewell(4401, "Unauthorized"));
        else if (operations.has(id)) socket.leave(new Farewell(4409, duplicate(id)));
        else operations.start(id, payload, caller);
    }

    /// A reason has room for 123 bytes.
    private static String duplicate(String id) {
        String printable = id.replaceAll("[^ -~]", "?");
        return "Subscriber for %s already exists"
                .formatted(printable.length() <= 80 ? printable : printable.substring(0, 80));
    }

    /// By whatever case its name is written; clients differ.
    private static @Nullable String token(JsonNode payload) {
        for (Map.Entry<String, JsonNode> member : payload.properties()) {
            if (member.getKey().equalsIgnoreCase("authorization")) {
                return EdgeAccess.bearer(member.getValue().asText());
            }
        }
        return null;
    }

    private void reply(String message) {
        if (!outbox.reply(message)) socket.leave(Farewell.SLOW_READER);
    }
}
