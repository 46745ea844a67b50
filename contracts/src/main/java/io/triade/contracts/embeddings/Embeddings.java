package io.triade.contracts.embeddings;

import java.util.List;

/// A vector for each text, in the order of the texts.
///
/// @param inputTokens of all texts, as the provider counted them
public record Embeddings(String model, List<List<Float>> vectors, int inputTokens) {
    public Embeddings {
        vectors = List.copyOf(vectors);
    }
}
