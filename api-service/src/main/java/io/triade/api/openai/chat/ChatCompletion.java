package io.triade.api.openai.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.triade.api.answers.ForeignJson;
import io.triade.api.openai.runs.Ids;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A whole answer in OpenAI's shape.
///
/// @param metadata of one that is kept
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record ChatCompletion(
        String id,
        String object,
        long created,
        String model,
        String systemFingerprint,
        List<Choice> choices,
        Usage usage,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, String> metadata) {
    /// Stands for this translation: the models behind it do not say what they run on.
    static final String FINGERPRINT = "fp_triade_1";

    ChatCompletion {
        choices = List.copyOf(choices);
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Choice(
            int index, AssistantMessage message, @Nullable Object logprobs, String finishReason) {}

    /// @param content null where the model only asked for tools
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record AssistantMessage(
            String role,
            @Nullable String content,
            @Nullable String refusal,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ToolCall> toolCalls) {
        AssistantMessage {
            toolCalls = List.copyOf(toolCalls);
        }
    }

    /// @param index only in chunks
    record ToolCall(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer index,

            String id,
            String type,
            Function function) {
        record Function(String name, String arguments) {}

        static ToolCall of(@Nullable Integer index, String id, String name, Map<String, Object> input) {
            String arguments = new String(ForeignJson.bytes(input), StandardCharsets.UTF_8);
            return new ToolCall(index, id, "function", new Function(name, arguments));
        }
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Usage(int promptTokens, int completionTokens, int totalTokens, PromptTokensDetails promptTokensDetails) {
        /// OpenAI counts cached input within the prompt's tokens, Bedrock beside it.
        static Usage of(TokenUsage usage) {
            int prompt = usage.inputTokens() + usage.cacheReadInputTokens() + usage.cacheWriteInputTokens();
            return new Usage(
                    prompt,
                    usage.outputTokens(),
                    prompt + usage.outputTokens(),
                    new PromptTokensDetails(usage.cacheReadInputTokens(), usage.cacheWriteInputTokens()));
        }
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record PromptTokensDetails(int cachedTokens, int cacheWriteTokens) {}

    static ChatCompletion of(Generation generation, long created) {
        return of(generation, created, false, null);
    }

    /// @param oneTool whether only the first tool that is asked for is passed on
    static ChatCompletion of(
            Generation generation, long created, boolean oneTool, @Nullable Map<String, String> metadata) {
        var text = new StringBuilder();
        var calls = new ArrayList<ToolCall>();
        for (ContentBlock block : generation.content()) {
            switch (block) {
                case ContentBlock.Text part -> text.append(part.text());
                case ContentBlock.ToolUse _ when oneTool && !calls.isEmpty() -> {}
                case ContentBlock.ToolUse use -> calls.add(ToolCall.of(null, use.toolUseId(), use.name(), use.input()));
                case ContentBlock.Image _, ContentBlock.ToolResult _ -> {}
            }
        }
        String content = text.isEmpty() && !calls.isEmpty() ? null : text.toString();
        var message = new AssistantMessage("assistant", content, null, calls);
        return new ChatCompletion(
                id(generation.runId()),
                "chat.completion",
                created,
                generation.model(),
                FINGERPRINT,
                List.of(new Choice(0, message, null, FinishReason.of(generation.stopReason()))),
                Usage.of(generation.usage()),
                metadata);
    }

    static String id(String runId) {
        return Ids.COMPLETION + runId;
    }
}
