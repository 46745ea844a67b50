package io.triade.prompt.embeddings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How much may be embedded at once.
@ConfigMapping(prefix = "prompt.embeddings")
public interface EmbeddingsConfig {
    /// Texts of one request.
    @WithDefault("2048")
    int texts();

    /// Characters of one text.
    @WithDefault("50000")
    int textCharacters();

    /// Characters of one request, all texts together.
    @WithDefault("2000000")
    int characters();

    /// The largest `dimensions` a caller may ask for.
    @WithDefault("4096")
    int largestDimensions();

    /// Calls under way at the same time for one request; some models take one text a call.
    @WithDefault("8")
    int concurrent();
}
