package io.triade.local.models;

/// What an answer cost. Input tokens do not include those read from or written to a cache.
public record Usage(int inputTokens, int outputTokens, int cacheReadInputTokens, int cacheWriteInputTokens) {
    public Usage {
        if (inputTokens < 0 || outputTokens < 0 || cacheReadInputTokens < 0 || cacheWriteInputTokens < 0) {
            throw new IllegalArgumentException("token counts must not be negative, were %d, %d, %d, %d"
                    .formatted(inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens));
        }
    }

    public Usage(int inputTokens, int outputTokens) {
        this(inputTokens, outputTokens, 0, 0);
    }

    public long totalTokens() {
        return (long) inputTokens + outputTokens + cacheReadInputTokens + cacheWriteInputTokens;
    }
}
