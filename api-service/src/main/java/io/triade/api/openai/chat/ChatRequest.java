package io.triade.api.openai.chat;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What OpenAI's clients send to chat completions. What has several shapes there is still JSON here.
///
/// @param others fields without a meaning here; the answer names them
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record ChatRequest(
        @Nullable String model,
        @Nullable List<ChatMessage> messages,
        @Nullable Boolean stream,
        @Nullable StreamOptions streamOptions,
        @Nullable Integer maxTokens,
        @Nullable Integer maxCompletionTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable JsonNode stop,
        @Nullable List<ChatTool> tools,
        @Nullable JsonNode toolChoice,
        @Nullable Integer n,
        @Nullable Boolean logprobs,
        @Nullable Integer topLogprobs,
        @Nullable JsonNode responseFormat,
        @Nullable List<String> modalities,
        @Nullable JsonNode functions,
        @Nullable JsonNode functionCall,
        @Nullable Boolean parallelToolCalls,
        @Nullable Boolean store,
        @Nullable Map<String, String> metadata,
        @JsonAnySetter Map<String, JsonNode> others) {
    ChatRequest {
        others = others == null ? Map.of() : Map.copyOf(others);
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record StreamOptions(@Nullable Boolean includeUsage) {}

    /// @param content text, an array of parts, or null beside tool calls
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record ChatMessage(
            @Nullable String role,
            @Nullable JsonNode content,
            @Nullable List<ToolCall> toolCalls,
            @Nullable String toolCallId) {}

    record ToolCall(
            @Nullable String id,
            @Nullable String type,
            @Nullable CalledFunction function) {
        /// @param arguments a JSON object, as text
        record CalledFunction(
                @Nullable String name, @Nullable String arguments) {}
    }

    record ChatTool(@Nullable String type, @Nullable OfferedFunction function) {
        /// @param parameters a JSON Schema object
        record OfferedFunction(
                @Nullable String name,
                @Nullable String description,
                @Nullable Map<String, Object> parameters) {}
    }

    /// Whether it is to be kept, as a run.
    boolean kept() {
        return Boolean.TRUE.equals(store);
    }

    boolean oneToolAtMost() {
        return Boolean.FALSE.equals(parallelToolCalls);
    }

    boolean streams() {
        return Boolean.TRUE.equals(stream);
    }

    boolean wantsUsage() {
        return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage);
    }
}
