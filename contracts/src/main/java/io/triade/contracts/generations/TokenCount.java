package io.triade.contracts.generations;

/// How many tokens a question has before it is asked, counted by the provider.
///
/// @param model the model whose tokens they are
public record TokenCount(String model, int inputTokens) {
    public TokenCount {
        if (inputTokens < 0) {
            throw new IllegalArgumentException("inputTokens cannot be negative, was " + inputTokens);
        }
    }
}
