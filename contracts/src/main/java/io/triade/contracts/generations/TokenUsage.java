package io.triade.contracts.generations;

/// Tokens of one model call, counted by the provider. Cached input is counted beside `inputTokens`, as Bedrock does.
public record TokenUsage(int inputTokens, int outputTokens, int cacheReadInputTokens, int cacheWriteInputTokens) {
    public TokenUsage {
        if (inputTokens < 0 || outputTokens < 0 || cacheReadInputTokens < 0 || cacheWriteInputTokens < 0) {
            throw new IllegalArgumentException("token counts cannot be negative, were input %d output %d cache %d/%d"
                    .formatted(inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens));
        }
    }

    public TokenUsage(int inputTokens, int outputTokens) {
        this(inputTokens, outputTokens, 0, 0);
    }
}
