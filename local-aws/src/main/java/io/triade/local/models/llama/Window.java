package io.triade.local.models.llama;

/// How much a model takes on: tokens of one conversation, answer included; answers at a time; callers who wait.
record Window(int tokens, int slots, int waiting) {
    /// 8,192 tokens of cache in all cost SmolLM2 about 190 MB.
    static final Window LAPTOP = new Window(4_096, 2, 16);

    /// The binding tells of the tokens of a split character only once it is whole, and may put one before the prompt.
    private static final int SPARE_TOKENS = 8;

    /// No vocabulary in use packs more than this into each token of a text as long as the window.
    private static final int MOST_CHARACTERS_PER_TOKEN = 64;

    Window {
        if (tokens <= SPARE_TOKENS || slots < 1 || waiting < 1) {
            throw new IllegalArgumentException(
                    "a window of %d tokens, %d slots and %d waiting cannot answer".formatted(tokens, slots, waiting));
        }
    }

    /// Tokens left for the answer; none or less if the prompt does not fit.
    int room(int promptTokens) {
        return tokens - promptTokens - SPARE_TOKENS;
    }

    int mostCharacters() {
        return tokens * MOST_CHARACTERS_PER_TOKEN;
    }
}
