package io.triade.api.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One operation as a caller asks for it, by HTTP or on a socket.
///
/// @param query absent where it is asked for by its hash
public record GraphQlRequest(
        @Nullable String query,
        @Nullable String operationName,
        Map<String, Object> variables,
        Map<String, Object> extensions) {
    /// @throws ProblemException `bad-request` that names the member
    public static GraphQlRequest of(JsonNode given, ObjectMapper mapper) {
        if (given.isArray()) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "Batches are not taken; send each operation in a request of its own.");
        }
        if (!given.isObject()) throw new ProblemException(ProblemType.BAD_REQUEST, "Send one JSON object.");
        return new GraphQlRequest(
                text(given, "query"),
                text(given, "operationName"),
                members(given, "variables", mapper),
                members(given, "extensions", mapper));
    }

    private static @Nullable String text(JsonNode given, String name) {
        JsonNode value = given.path(name);
        if (value.isMissingNode() || value.isNull()) return null;
        if (!value.isTextual()) throw new ProblemException(ProblemType.BAD_REQUEST, name + " must be a string.");
        return value.asText();
    }

    @SuppressWarnings("unchecked") // Jackson makes nothing else of an object.
    private static Map<String, Object> members(JsonNode given, String name, ObjectMapper mapper) {
        JsonNode value = given.path(name);
        if (value.isMissingNode() || value.isNull()) return Map.of();
        if (!value.isObject()) throw new ProblemException(ProblemType.BAD_REQUEST, name + " must be an object.");
        return mapper.convertValue(value, Map.class);
    }

    @Override
    public String toString() {
        return "GraphQlRequest[operationName=" + operationName + "]";
    }
}
