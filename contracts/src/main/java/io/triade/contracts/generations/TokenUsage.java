package io.triade.contracts.generations;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Tokens that were used, counted by the provider. Cached input is counted beside `inputTokens`, as Bedrock does.
///
/// @param estimated true where the provider never told some of them, so that its bill may differ; absent otherwise
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenUsage(
        int inputTokens,
        int outputTokens,
        int cacheReadInputTokens,
        int cacheWriteInputTokens,
        @Nullable Boolean estimated) {
    public TokenUsage {
        if (inputTokens < 0 || outputTokens < 0 || cacheReadInputTokens < 0 || cacheWriteInputTokens < 0) {
            throw new IllegalArgumentException("token counts cannot be negative, were input %d output %d cache %d/%d"
                    .formatted(inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens));
        }
        if (!Boolean.TRUE.equals(estimated)) estimated = null;
    }

    public TokenUsage(int inputTokens, int outputTokens, int cacheReadInputTokens, int cacheWriteInputTokens) {
        this(inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens, null);
    }

    public TokenUsage(int inputTokens, int outputTokens) {
        this(inputTokens, outputTokens, 0, 0);
    }

    /// The same numbers, said to be estimated or not.
    public TokenUsage estimated(boolean some) {
        return new TokenUsage(inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens, some);
    }

    /// What both used, estimated where either is.
    public TokenUsage plus(TokenUsage other) {
        return new TokenUsage(
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens,
                cacheReadInputTokens + other.cacheReadInputTokens,
                cacheWriteInputTokens + other.cacheWriteInputTokens,
                estimated != null || other.estimated != null);
    }
}
