package io.triade.contracts.embeddings;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Texts that are to become vectors.
///
/// @param model one of the models that embed
/// @param dimensions of each vector; absent: the model's own
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EmbeddingRequest(
        String model, List<String> texts, @Nullable Integer dimensions) {
    public EmbeddingRequest {
        texts = texts == null ? List.of() : List.copyOf(texts);
        if (texts.isEmpty()) throw new IllegalArgumentException("texts must have at least one text");
        if (dimensions != null && dimensions < 1) {
            throw new IllegalArgumentException("dimensions must be at least 1, was " + dimensions);
        }
    }

    /// Without what the caller said.
    @Override
    public String toString() {
        return "EmbeddingRequest[%s, %d texts]".formatted(model, texts.size());
    }
}
