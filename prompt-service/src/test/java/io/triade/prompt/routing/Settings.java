package io.triade.prompt.routing;

import io.triade.prompt.invocation.embeddings.EmbeddingShape;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A routing configuration for tests.
record Settings(String defaultModel, Map<String, ModelConfig> models, int attempts) implements RoutingConfig {
    record Named(String name, Optional<String> notice, boolean continuesAnswers) implements ModelConfig {}

    record Embedding(String name, Optional<String> notice, EmbeddingShape shape) implements EmbeddingModelConfig {}

    static Settings of(String defaultModel, String... models) {
        var named = new java.util.HashMap<String, ModelConfig>();
        for (String model : models)
            named.put(model, new Named(model + " by name", Optional.of("beware"), model.equals("m1")));
        return new Settings(defaultModel, named, 3);
    }

    @Override
    public Map<String, EmbeddingModelConfig> embeddings() {
        return Map.of("e1", new Embedding("e1 by name", Optional.empty(), EmbeddingShape.COHERE));
    }

    @Override
    public Duration embeddingTimeout() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration firstTokenTimeout() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration idleTimeout() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration answerTimeout() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration firstPause() {
        return Duration.ofMillis(100);
    }

    @Override
    public Duration longestPause() {
        return Duration.ofMillis(150);
    }
}
