package io.triade.api.graphql.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/// What a client may say in graphql-transport-ws.
sealed interface ClientMessage {
    int MAX_ID = 128;

    record ConnectionInit(JsonNode payload) implements ClientMessage {}

    record Ping(@Nullable JsonNode payload) implements ClientMessage {}

    record Pong() implements ClientMessage {}

    record Subscribe(String id, JsonNode payload) implements ClientMessage {}

    record Complete(String id) implements ClientMessage {}

    /// What the protocol has no word for, and why.
    record Unknown(String why) implements ClientMessage {}

    static ClientMessage read(String text, ObjectMapper mapper) {
        try {
            JsonNode given = mapper.readTree(text);
            return given.isObject() ? of(given) : new Unknown("a message is one JSON object");
        } catch (JsonProcessingException _) {
            return new Unknown("the message is not valid JSON");
        }
    }

    private static ClientMessage of(JsonNode given) {
        JsonNode payload = given.path("payload");
        boolean optional = payload.isMissingNode() || payload.isNull() || payload.isObject();
        return switch (given.path("type").asText("")) {
            case "connection_init" -> optional ? new ConnectionInit(payload) : new Unknown("payload must be an object");
            case "ping" ->
                optional ? new Ping(payload.isObject() ? payload : null) : new Unknown("payload must be an object");
            case "pong" -> optional ? new Pong() : new Unknown("payload must be an object");
            case "subscribe" -> {
                String id = id(given);
                if (id == null) yield new Unknown("id must be a string of 1 to " + MAX_ID + " characters");
                yield payload.isObject() && (payload.path("query").isTextual() || payload.has("extensions"))
                        ? new Subscribe(id, payload)
                        : new Unknown("payload must be an object with a query");
            }
            case "complete" -> {
                String id = id(given);
                yield id == null ? new Unknown("id must be a string") : new Complete(id);
            }
            default -> new Unknown("unknown type of message");
        };
    }

    private static @Nullable String id(JsonNode given) {
        JsonNode id = given.path("id");
        boolean good = id.isTextual() && !id.asText().isEmpty() && id.asText().length() <= MAX_ID;
        return good ? id.asText() : null;
    }
}
