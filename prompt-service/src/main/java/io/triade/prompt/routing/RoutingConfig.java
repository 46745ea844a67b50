package io.triade.prompt.routing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.triade.prompt.invocation.embeddings.EmbeddingShape;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Which models may answer, and how long and how often one is tried.
@ConfigMapping(prefix = "prompt.routing")
public interface RoutingConfig {
    /// Model used when the caller names none; one of `models`. Required: there is no safe default for a bill.
    String defaultModel();

    /// The models that callers may name, by model id or inference profile.
    Map<String, ModelConfig> models();

    /// The models that turn texts into vectors, by model id.
    Map<String, EmbeddingModelConfig> embeddings();

    /// Silence before the first token, all attempts together, after which the model counts as too slow.
    @WithDefault("PT55S")
    Duration firstTokenTimeout();

    /// Silence between two events of a stream after which the model counts as stalled. A slow reader does not count.
    @WithDefault("PT30S")
    Duration idleTimeout();

    /// How long a whole answer may take, for callers that do not stream.
    @WithDefault("PT5M")
    Duration answerTimeout();

    /// How long the vectors of one request may take.
    @WithDefault("PT1M")
    Duration embeddingTimeout();

    /// How often a model is asked at most, the first time included.
    @WithDefault("3")
    int attempts();

    /// The longest pause before the second attempt; it doubles with each further one. The pause is random up to it.
    @WithDefault("PT0.2S")
    Duration firstPause();

    /// The longest pause before any attempt.
    @WithDefault("PT2S")
    Duration longestPause();

    /// One model.
    interface ModelConfig {
        /// What people call it.
        String name();

        /// A sentence that every screen showing its answers must show beside its name.
        Optional<String> notice();

        /// Whether it takes the beginning of its answer as a last message and goes on from there. Some models refuse
        /// that.
        @WithDefault("false")
        boolean continuesAnswers();
    }

    /// One model that embeds.
    interface EmbeddingModelConfig {
        /// What people call it.
        String name();

        /// A sentence that every screen showing its results must show beside its name.
        Optional<String> notice();

        /// How its provider is asked.
        EmbeddingShape shape();
    }
}
