package io.triade.local.models;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How to answer; what is null is the model's own choice.
public record Inference(
        @Nullable Integer maxTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        List<String> stopSequences) {
    public static final Inference DEFAULT = new Inference(null, null, null, List.of());

    public Inference {
        stopSequences = List.copyOf(stopSequences);
        if (maxTokens != null && maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, was " + maxTokens);
        }
    }
}
