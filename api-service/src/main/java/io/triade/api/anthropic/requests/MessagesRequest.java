package io.triade.api.anthropic.requests;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.triade.api.answers.ForeignJson;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What Anthropic's clients send to create a message or to count its tokens. What has several shapes there is still
/// JSON here.
///
/// @param others fields without a meaning here; the answer names them
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record MessagesRequest(
        @Nullable String model,
        @Nullable List<InputMessage> messages,
        @Nullable Integer maxTokens,
        @Nullable JsonNode system,
        @Nullable Boolean stream,
        @Nullable List<String> stopSequences,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable List<Tool> tools,
        @Nullable ToolChoice toolChoice,
        @Nullable JsonNode thinking,
        @Nullable JsonNode outputConfig,
        @Nullable JsonNode outputFormat,
        @Nullable JsonNode mcpServers,
        @Nullable JsonNode container,
        @Nullable JsonNode thread,
        @JsonAnySetter Map<String, JsonNode> others) {
    public MessagesRequest {
        others = others == null ? Map.of() : Map.copyOf(others);
    }

    /// @param content text, or an array of blocks
    record InputMessage(@Nullable String role, @Nullable JsonNode content) {}

    /// @param type absent or `custom` for tools that the caller runs
    /// @param inputSchema a JSON Schema object
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Tool(
            @Nullable String type,
            @Nullable String name,
            @Nullable String description,
            @Nullable Map<String, Object> inputSchema,
            @Nullable Boolean strict) {}

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record ToolChoice(
            @Nullable String type,
            @Nullable String name,
            @Nullable Boolean disableParallelToolUse) {}

    /// The fields that change no answer here.
    public Set<String> ignored() {
        var ignored = new HashSet<>(others.keySet());
        ForeignJson.given(outputConfig).fieldNames().forEachRemaining(name -> {
            if (!name.equals("format")) ignored.add("output_config." + name);
        });
        return ignored;
    }

    public boolean streams() {
        return Boolean.TRUE.equals(stream);
    }

    /// Whether the answer may ask for one tool at most.
    public boolean oneTool() {
        return toolChoice != null && Boolean.TRUE.equals(toolChoice.disableParallelToolUse);
    }

    /// The sequence that a model stopped at, where only one can have been it: Bedrock does not say which.
    public @Nullable String onlyStopSequence() {
        return stopSequences != null && stopSequences.size() == 1 ? stopSequences.getFirst() : null;
    }
}
