package io.triade.api.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.foreign.Origin;
import io.triade.api.foreign.Part;
import io.triade.api.openai.questions.Alternation;
import io.triade.api.openai.questions.ContentParts;
import io.triade.api.openai.questions.Conversation;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.problems.ProblemException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The input of a response, text or items, as turns that alternate.
final class InputItems {
    private static final String REFERENCE = "item_reference";
    private static final String PREVIOUS = "/previous_response_id";
    private static final int MOST = 5_000;

    private final Alternation turns = new Alternation();
    private final Earlier earlier;

    private InputItems(Earlier earlier) {
        this.earlier = earlier;
    }

    static Conversation of(@Nullable JsonNode input, Earlier earlier) {
        var reading = new InputItems(earlier);
        Conversation before = earlier.conversation();
        if (before != null) {
            if (before.system() != null) reading.turns.system(before.system());
            before.messages().forEach(message -> reading.turns.append(PREVIOUS, message));
        }
        reading.all(ForeignJson.given(input));
        return reading.turns.end("/input");
    }

    /// The ids of items that the input only names.
    static Set<String> references(@Nullable JsonNode input) {
        var ids = new LinkedHashSet<String>();
        if (input == null || !input.isArray()) return ids;
        for (JsonNode item : input) {
            if (item.path("type").asText().equals(REFERENCE))
                ids.add(item.path("id").asText());
        }
        return ids;
    }

    private void all(JsonNode input) {
        if (input.isTextual()) {
            turns.user("/input", List.of(ContentParts.text("/input", input.asText())));
            return;
        }
        if (!input.isArray() || input.isEmpty() || input.size() > MOST) {
            throw ProblemException.invalidField(
                    "/input", "must be a string or an array of 1 to %d items".formatted(MOST));
        }
        for (int i = 0; i < input.size(); i++) item("/input/" + i, input.get(i));
    }

    private void item(String pointer, JsonNode item) {
        String type = item.path("type").asText(item.has("role") ? "message" : "");
        switch (type) {
            case "message" -> message(pointer, item);
            case "function_call" -> turns.append("assistant", List.of(call(pointer, item)));
            case "function_call_output" -> turns.append("user", List.of(output(pointer, item)));
            case REFERENCE -> turns.append("assistant", List.of(referred(pointer, item)));
            // Made by models that reason; those behind this door are not shown their own.
            case "reasoning" -> {}
            default ->
                throw ProblemException.invalidField(
                        pointer + "/type",
                        "must be message, function_call, function_call_output or item_reference: others are not supported");
        }
    }

    private void message(String pointer, JsonNode item) {
        String at = pointer + "/content";
        JsonNode content = item.get("content");
        switch (item.path("role").asText()) {
            case "user" -> turns.user(at, ContentParts.of(at, content));
            case "assistant" -> turns.append("assistant", ContentParts.answered(at, content));
            case "system", "developer" -> turns.system(ContentParts.onlyText(at, content));
            default ->
                throw ProblemException.invalidField(pointer + "/role", "must be user, assistant, system or developer");
        }
    }

    private static Part call(String pointer, JsonNode item) {
        var call = new ContentBlock.ToolUse(
                required(pointer, item, "call_id"),
                required(pointer, item, "name"),
                ForeignJson.object(
                        pointer + "/arguments", item.path("arguments").asText(null)));
        var names = Map.of("/toolUseId", "/call_id", "/name", "/name", "/input", "/arguments");
        return new Part(call, new Origin(pointer, names));
    }

    private static Part output(String pointer, JsonNode item) {
        String output = ContentParts.onlyText(pointer + "/output", item.get("output"));
        var result = new ContentBlock.ToolResult(required(pointer, item, "call_id"), "success", output);
        return new Part(result, new Origin(pointer, Map.of("/toolUseId", "/call_id", "/content", "/output")));
    }

    private Part referred(String pointer, JsonNode item) {
        ContentBlock known = earlier.items().get(item.path("id").asText());
        if (known != null) return new Part(known, Origin.of(pointer));
        throw ProblemException.invalidField(pointer + "/id", "names no output item of a response that is kept");
    }

    private static String required(String pointer, JsonNode item, String field) {
        JsonNode value = item.path(field);
        if (value.isTextual() && !value.asText().isEmpty()) return value.asText();
        throw ProblemException.invalidField(pointer + "/" + field, "is required: a string");
    }
}
