package io.triade.api.graphql.fetchers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;

/// Inputs as the bodies that the orchestration tier takes. They have the same names; what GraphQL writes
/// differently are enums and the alternatives of a message's content.
@ApplicationScoped
public class Bodies {
    private static final Map<String, String> BLOCKS =
            Map.of("image", "image", "toolUse", "tool-use", "toolResult", "tool-result");

    private final ObjectMapper mapper;

    Bodies(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    JsonNode run(Map<String, Object> input) {
        ObjectNode body = policies(mapper.valueToTree(input));
        for (JsonNode message : body.path("messages")) {
            lower((ObjectNode) message, "role");
            ArrayNode content = (ArrayNode) message.path("content");
            for (int i = 0; i < content.size(); i++) content.set(i, block((ObjectNode) content.get(i)));
        }
        return body;
    }

    JsonNode turn(Map<String, Object> input) {
        return policies(mapper.valueToTree(input));
    }

    JsonNode plain(Object input) {
        return mapper.valueToTree(input);
    }

    private ObjectNode policies(ObjectNode body) {
        lower(body, "onDisconnect");
        lower(body, "onInterruption");
        return body;
    }

    private ObjectNode block(ObjectNode input) {
        ObjectNode block = mapper.createObjectNode();
        if (input.has("text")) return block.put("type", "text").set("text", input.get("text"));
        BLOCKS.forEach((name, type) -> {
            if (!input.has(name)) return;
            block.put("type", type);
            block.setAll((ObjectNode) input.get(name));
        });
        lower(block, "format");
        lower(block, "status");
        return block;
    }

    static void lower(ObjectNode object, String name) {
        if (object.path(name) instanceof TextNode word) {
            object.put(name, word.asText().toLowerCase(Locale.ROOT));
        }
    }
}
