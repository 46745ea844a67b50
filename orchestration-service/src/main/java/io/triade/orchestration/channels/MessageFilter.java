package io.triade.orchestration.channels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.problems.ProblemException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which messages of a channel a listener wants: each member of the filter must equal the same member of the message's
/// data; an array stands for any of its values.
///
/// @param wanted null for every message
record MessageFilter(@Nullable JsonNode wanted, ObjectMapper mapper) {
    private static final int MAX_LENGTH = 2_000;

    /// @param json an object; absent for every message
    /// @throws ProblemException `invalid-field` naming `filter`
    static MessageFilter of(@Nullable String json, ObjectMapper mapper) {
        if (json == null) return new MessageFilter(null, mapper);
        if (json.length() > MAX_LENGTH) throw refused("has more than " + MAX_LENGTH + " characters");
        try {
            JsonNode wanted = mapper.readTree(json);
            if (wanted == null || !wanted.isObject()) throw refused("must be a JSON object");
            return new MessageFilter(wanted, mapper);
        } catch (JsonProcessingException broken) {
            throw refused("must be a JSON object, is not JSON");
        }
    }

    boolean lets(Buffer message) {
        if (wanted == null) return true;
        try {
            JsonNode data = mapper.readTree(message.getBytes()).path("data");
            for (Map.Entry<String, JsonNode> member : wanted.properties()) {
                if (!matches(member.getValue(), data.get(member.getKey()))) return false;
            }
            return true;
        } catch (IOException notOurs) {
            return false;
        }
    }

    private static boolean matches(JsonNode wanted, @Nullable JsonNode found) {
        if (found == null) return false;
        if (!wanted.isArray()) return wanted.equals(found);
        for (JsonNode any : wanted) {
            if (any.equals(found)) return true;
        }
        return false;
    }

    private static ProblemException refused(String why) {
        return ProblemException.invalidField("filter", why);
    }
}
