package io.triade.prompt.invocation.embeddings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call for vectors, with every choice made.
///
/// @param texts no more than the shape takes
public record EmbeddingCall(
        String model,
        EmbeddingShape shape,
        List<String> texts,
        @Nullable Integer dimensions) {
    public EmbeddingCall {
        texts = List.copyOf(texts);
        if (texts.isEmpty() || texts.size() > shape.texts()) {
            throw new IllegalArgumentException(
                    "%s takes 1 to %d texts, was given %d".formatted(shape, shape.texts(), texts.size()));
        }
    }

    /// Without what the caller said.
    @Override
    public String toString() {
        return "EmbeddingCall[%s, %d texts]".formatted(model, texts.size());
    }
}
