package io.triade.api.openai.responses;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What OpenAI's clients send to the Responses API. What has several shapes there is still JSON here.
///
/// @param others fields without a meaning here; the answer names them
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record ResponseRequest(
        @Nullable String model,
        @Nullable JsonNode input,
        @Nullable String instructions,
        @Nullable Boolean stream,
        @Nullable Boolean store,
        @Nullable Boolean background,
        @Nullable String previousResponseId,
        @Nullable Integer maxOutputTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable List<ResponseTool> tools,
        @Nullable JsonNode toolChoice,
        @Nullable Boolean parallelToolCalls,
        @Nullable JsonNode text,
        @Nullable Map<String, String> metadata,
        @Nullable JsonNode conversation,
        @Nullable JsonNode prompt,
        @Nullable Integer topLogprobs,
        @JsonAnySetter Map<String, JsonNode> others) {
    ResponseRequest {
        others = others == null ? Map.of() : Map.copyOf(others);
    }

    /// @param parameters a JSON Schema object
    record ResponseTool(
            @Nullable String type,
            @Nullable String name,
            @Nullable String description,
            @Nullable Map<String, Object> parameters) {}

    boolean streams() {
        return Boolean.TRUE.equals(stream);
    }

    /// Whether it is a run; only who says otherwise is answered straight from the prompt tier.
    boolean kept() {
        return !Boolean.FALSE.equals(store);
    }

    boolean inBackground() {
        return Boolean.TRUE.equals(background);
    }

    boolean oneToolAtMost() {
        return Boolean.FALSE.equals(parallelToolCalls);
    }
}
