package io.triade.api.graphql.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.language.OperationDefinition;
import io.triade.api.access.SocketDoor;
import io.triade.api.dialogues.MessageCall;
import io.triade.api.dialogues.MessageCalls;
import io.triade.api.graphql.Engine;
import io.triade.api.graphql.GraphQlRequest;
import io.triade.api.graphql.schema.Caller;
import io.triade.api.sockets.Outbox;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The operations of one socket, by the ids that the client gave them.
final class Operations {
    private static final Set<OperationDefinition.Operation> ALL = EnumSet.allOf(OperationDefinition.Operation.class);

    record Services(int most, Engine engine, MessageCalls calls, ServerMessages messages, ObjectMapper mapper) {}

    private final Outbox outbox;
    private final Services services;
    private final Map<String, Operation> live = new HashMap<>();
    private int unsent;

    Operations(Outbox outbox, Services services) {
        this.outbox = outbox;
        this.services = services;
    }

    boolean has(String id) {
        return live.containsKey(id);
    }

    void start(String id, JsonNode payload, Principal principal) {
        MessageCall call = services.calls.open(SocketDoor.GRAPHQL, "subscribe", principal, null);
        var caller = new Caller(call.call(), call.facts());
        var operation = new Operation(id, outbox, services.messages, call, caller, () -> freed(id));
        if (live.size() + unsent >= services.most) {
            operation.onError(new ProblemException(
                    ProblemType.RATE_LIMITED,
                    "This socket has %d operations; complete one first.".formatted(services.most)));
            return;
        }
        live.put(id, operation);
        call.run(() -> execute(operation, payload));
    }

    void complete(String id) {
        Operation operation = live.get(id);
        if (operation != null) operation.leave();
    }

    void leaveAll() {
        List.copyOf(live.values()).forEach(Operation::leave);
    }

    private void execute(Operation operation, JsonNode payload) {
        try {
            var _ = services.engine
                    .execute(GraphQlRequest.of(payload, services.mapper), operation.caller(), ALL)
                    .thenAccept(operation::answered)
                    .exceptionally(failure -> {
                        operation.onError(failure);
                        return null;
                    });
        } catch (ProblemException refused) {
            operation.onError(refused);
        }
    }

    /// Its place is free once what it said is on its way, so that a client who does not read cannot ask on and on.
    private void freed(String id) {
        if (live.remove(id) == null) return;
        unsent++;
        outbox.whenRoom(() -> unsent--);
    }
}
