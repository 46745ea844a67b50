package io.triade.local.models;

import java.util.List;

/// A vector and the number of input tokens it cost.
public record Embedding(List<Float> vector, int inputTokens) {
    public Embedding {
        vector = List.copyOf(vector);
    }
}
