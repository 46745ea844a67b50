package io.triade.api.anthropic;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.triade.api.anthropic.requests.MessagesRequest;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A whole answer in Anthropic's shape, and the beginning of a streamed one.
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record AnthropicMessage(
        String id,
        String type,
        String role,
        String model,
        List<Block> content,
        @Nullable String stopReason,
        @Nullable String stopSequence,
        Usage usage) {
    AnthropicMessage {
        content = List.copyOf(content);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = TextBlock.class, name = "text"),
        @JsonSubTypes.Type(value = ToolUseBlock.class, name = "tool_use")
    })
    sealed interface Block {}

    record TextBlock(String text) implements Block {}

    record ToolUseBlock(String id, String name, Map<String, Object> input) implements Block {}

    /// As at Bedrock, cached input is counted beside the input's tokens.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Usage(int inputTokens, int cacheCreationInputTokens, int cacheReadInputTokens, int outputTokens) {
        static Usage of(TokenUsage usage) {
            return new Usage(
                    usage.inputTokens(),
                    usage.cacheWriteInputTokens(),
                    usage.cacheReadInputTokens(),
                    usage.outputTokens());
        }
    }

    /// A message of which nothing is known but who says it.
    static AnthropicMessage begun(String runId, String model) {
        return of(runId, model, List.of(), null, null, new TokenUsage(0, 0));
    }

    static AnthropicMessage of(Generation generation, MessagesRequest request) {
        var content = new ArrayList<Block>();
        boolean asked = false;
        for (ContentBlock block : generation.content()) {
            switch (block) {
                case ContentBlock.Text part -> content.add(new TextBlock(part.text()));
                case ContentBlock.ToolUse use -> {
                    if (!asked || !request.oneTool()) {
                        content.add(new ToolUseBlock(use.toolUseId(), use.name(), use.input()));
                    }
                    asked = true;
                }
                case ContentBlock.Image _, ContentBlock.ToolResult _ -> {}
            }
        }
        StopReason reason = generation.stopReason();
        return of(
                generation.runId(),
                generation.model(),
                content,
                word(reason),
                stopSequence(reason, request),
                generation.usage());
    }

    private static AnthropicMessage of(
            String runId,
            String model,
            List<Block> content,
            @Nullable String stopReason,
            @Nullable String stopSequence,
            TokenUsage usage) {
        return new AnthropicMessage(
                "msg_" + runId, "message", "assistant", model, content, stopReason, stopSequence, Usage.of(usage));
    }

    static @Nullable String stopSequence(StopReason reason, MessagesRequest request) {
        return reason == StopReason.STOP_SEQUENCE ? request.onlyStopSequence() : null;
    }

    /// Bedrock's stop reasons in Anthropic's words.
    static String word(StopReason reason) {
        return switch (reason) {
            case END_TURN, MALFORMED_MODEL_OUTPUT, MALFORMED_TOOL_USE, OTHER -> "end_turn";
            case MAX_TOKENS -> "max_tokens";
            case STOP_SEQUENCE -> "stop_sequence";
            case TOOL_USE -> "tool_use";
            case MODEL_CONTEXT_WINDOW_EXCEEDED -> "model_context_window_exceeded";
            case GUARDRAIL_INTERVENED, CONTENT_FILTERED -> "refusal";
        };
    }
}
