package io.triade.api.openai;

import static io.triade.api.openai.OpenAiJson.given;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.openai.ChatRequest.ChatTool;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.ToolConfiguration;
import io.triade.contracts.generations.ToolConfiguration.ToolSpecification;
import io.triade.contracts.problems.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A chat completion request in our own words. Refuses what would silently give another answer than the one asked for.
final class ChatTranslation {
    private static final int MAX_STOPS = 4;
    private static final Map<String, Object> NO_PARAMETERS = Map.of("type", "object", "properties", Map.of());

    private ChatTranslation() {}

    static GenerationRequest generation(ChatRequest request) {
        refuseWhatIsNotThere(request);
        if (request.model() == null || request.model().isBlank()) {
            throw ProblemException.invalidField("/model", "is required: name a model");
        }
        Conversation conversation = Conversation.of(request.messages());
        return new GenerationRequest(
                null,
                null,
                null,
                request.model(),
                conversation.system(),
                conversation.messages(),
                parameters(request),
                tools(request),
                null);
    }

    private static void refuseWhatIsNotThere(ChatRequest request) {
        Integer n = request.n();
        if (n != null && n != 1)
            throw ProblemException.invalidField("/n", "must be 1 here: ask again for another choice");
        Integer top = request.topLogprobs();
        if (Boolean.TRUE.equals(request.logprobs()) || (top != null && top > 0)) {
            throw ProblemException.invalidField(
                    "/logprobs", "is not supported: the models do not report log probabilities");
        }
        JsonNode format = given(request.responseFormat());
        if (!format.isMissingNode() && !"text".equals(format.path("type").asText())) {
            throw ProblemException.invalidField(
                    "/response_format", "must be of type text: other formats are not supported");
        }
        if (request.modalities() != null && !request.modalities().equals(List.of("text"))) {
            throw ProblemException.invalidField(
                    "/modalities", "must be [\"text\"]: other modalities are not supported");
        }
        if (!given(request.functions()).isMissingNode()
                || !given(request.functionCall()).isMissingNode()) {
            throw ProblemException.invalidField("/functions", "is not supported: use tools");
        }
    }

    private static InferenceParameters parameters(ChatRequest request) {
        Integer max = request.maxCompletionTokens() == null ? request.maxTokens() : request.maxCompletionTokens();
        if (max != null && max < 1) {
            String name = request.maxCompletionTokens() == null ? "/max_tokens" : "/max_completion_tokens";
            throw ProblemException.invalidField(name, "must be at least 1, was " + max);
        }
        between("/temperature", request.temperature(), 2);
        between("/top_p", request.topP(), 1);
        return new InferenceParameters(max, request.temperature(), request.topP(), stops(given(request.stop())));
    }

    private static void between(String pointer, @Nullable Double value, int max) {
        if (value != null && !(value >= 0 && value <= max)) {
            throw ProblemException.invalidField(pointer, "must be between 0 and " + max + ", was " + value);
        }
    }

    private static List<String> stops(JsonNode stop) {
        if (stop.isMissingNode()) return List.of();
        if (stop.isTextual()) return List.of(stop.asText());
        var stops = new ArrayList<String>();
        for (JsonNode one : stop) {
            if (one.isTextual()) stops.add(one.asText());
        }
        if (!stop.isArray() || stops.size() != stop.size() || stops.size() > MAX_STOPS) {
            throw ProblemException.invalidField("/stop", "must be a string or an array of up to four strings");
        }
        return stops;
    }

    private static @Nullable ToolConfiguration tools(ChatRequest request) {
        List<ChatTool> tools = request.tools();
        JsonNode choice = given(request.toolChoice());
        if (tools == null || tools.isEmpty()) {
            if (!choice.isMissingNode() && !choice.asText("").equals("none")) {
                throw ProblemException.invalidField("/tool_choice", "needs tools");
            }
            return null;
        }
        var known = new ArrayList<ToolSpecification>();
        for (int i = 0; i < tools.size(); i++) known.add(tool("/tools/" + i, tools.get(i)));
        String chosen = choice(choice, known);
        return chosen.equals("none") ? null : new ToolConfiguration(known, chosen);
    }

    private static ToolSpecification tool(String pointer, @Nullable ChatTool tool) {
        if (tool == null || !"function".equals(tool.type())) {
            throw ProblemException.invalidField(pointer + "/type", "must be function: other tools are not supported");
        }
        ChatTool.OfferedFunction function = tool.function();
        if (function == null || function.name() == null || function.name().isBlank()) {
            throw ProblemException.invalidField(pointer + "/function/name", "is required");
        }
        Map<String, Object> parameters = function.parameters() == null ? NO_PARAMETERS : function.parameters();
        return new ToolSpecification(function.name(), function.description(), parameters);
    }

    private static String choice(JsonNode choice, List<ToolSpecification> known) {
        if (choice.isMissingNode()) return "auto";
        if (choice.isObject() && choice.path("type").asText().equals("function")) {
            String name = choice.at("/function/name").asText();
            if (known.stream().anyMatch(tool -> tool.name().equals(name))) return "tool:" + name;
            throw ProblemException.invalidField("/tool_choice", "names a function that is not among tools");
        }
        return switch (choice.asText("")) {
            case "auto" -> "auto";
            case "required" -> "any";
            case "none" -> "none";
            default ->
                throw ProblemException.invalidField("/tool_choice", "must be none, auto, required or one function");
        };
    }
}
