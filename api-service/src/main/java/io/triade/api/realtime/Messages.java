package io.triade.api.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.problems.ProblemMappers;
import io.triade.defaults.streams.Frame;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/// Messages to text and back. What the tiers say about runs and channels is put in as it came, never read.
@ApplicationScoped
class Messages {
    /// What became of a text.
    sealed interface Read {
        record Understood(ClientMessage message) implements Read {}

        /// @param ref the conversation it was about, where that could be told
        record Refused(@Nullable String ref, ProblemException why) implements Read {}
    }

    private final ObjectMapper mapper;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    Messages(ObjectMapper mapper) {
        this.mapper = mapper;
        this.reader = mapper.readerFor(ClientMessage.class);
        this.writer = mapper.writerFor(ServerMessage.class);
    }

    Read read(String text) {
        JsonNode tree;
        try {
            tree = mapper.readTree(text);
        } catch (JsonProcessingException broken) {
            return new Read.Refused(
                    null, new ProblemException(ProblemType.MALFORMED_BODY, "The message is not valid JSON.", broken));
        }
        if (!tree.isObject()) {
            return new Read.Refused(
                    null, new ProblemException(ProblemType.MALFORMED_BODY, "A message is one JSON object."));
        }
        try {
            return new Read.Understood(reader.readValue(tree));
        } catch (JsonProcessingException refused) {
            return new Read.Refused(ref(tree), ProblemMappers.fromJson(refused));
        } catch (java.io.IOException impossible) {
            throw new IllegalStateException("a tree was read and could not be", impossible);
        }
    }

    private static @Nullable String ref(JsonNode tree) {
        JsonNode ref = tree.path("ref");
        return ref.isTextual() && ref.asText().length() <= ClientMessage.MAX_REF ? ref.asText() : null;
    }

    String text(ServerMessage message) {
        try {
            return writer.writeValueAsString(message);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a message cannot be written as JSON", broken);
        }
    }

    Buffer bytes(JsonNode tree) {
        try {
            return Buffer.buffer(mapper.writeValueAsBytes(tree));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a tree cannot be written as JSON", broken);
        }
    }

    /// How every event of a conversation begins.
    String eventPrefix(String ref) {
        return "{\"type\":\"event\",\"ref\":" + quoted(ref) + ",\"offset\":";
    }

    static String event(String prefix, Frame frame) {
        return prefix + frame.offset() + ",\"event\":" + frame.json() + "}";
    }

    /// How every message of a subscription begins.
    String messagePrefix(String ref) {
        return "{\"type\":\"message\",\"ref\":" + quoted(ref) + ",";
    }

    /// @param json an object that is not empty
    static String message(String prefix, Buffer json) {
        return prefix + json.getString(1, json.length());
    }

    private String quoted(String ref) {
        try {
            return mapper.writeValueAsString(ref);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a text cannot be written as JSON", broken);
        }
    }
}
