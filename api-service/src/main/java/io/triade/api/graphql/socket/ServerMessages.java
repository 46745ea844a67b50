package io.triade.api.graphql.socket;

import com.fasterxml.jackson.databind.JsonNode;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import io.triade.api.graphql.Engine;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client is told in graphql-transport-ws.
@ApplicationScoped
class ServerMessages {
    static final String ACK = "{\"type\":\"connection_ack\"}";
    private static final String PONG = "{\"type\":\"pong\"";

    private final Engine engine;

    ServerMessages(Engine engine) {
        this.engine = engine;
    }

    String pong(@Nullable JsonNode payload) {
        return payload == null ? PONG + "}" : PONG + ",\"payload\":" + payload + "}";
    }

    String next(String id, ExecutionResult result, @Nullable String traceId) {
        return head("next", id) + ",\"payload\":" + engine.written(result, traceId) + "}";
    }

    String error(String id, List<? extends GraphQLError> errors, @Nullable String traceId) {
        return head("error", id) + ",\"payload\":" + engine.json(Engine.errors(errors, traceId)) + "}";
    }

    String complete(String id) {
        return head("complete", id) + "}";
    }

    private String head(String type, String id) {
        return "{\"type\":\"" + type + "\",\"id\":" + engine.json(id);
    }
}
