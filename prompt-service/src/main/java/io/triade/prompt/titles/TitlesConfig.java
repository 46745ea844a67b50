package io.triade.prompt.titles;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How titles are made.
@ConfigMapping(prefix = "prompt.titles")
public interface TitlesConfig {
    /// How long a model may take for one.
    @WithDefault("PT20S")
    Duration timeout();

    /// Titles made at the same time; more are refused as `overloaded`.
    @WithDefault("32")
    int concurrent();

    /// Characters of the conversation that the model is shown.
    @WithDefault("2000")
    int shownCharacters();

    /// Characters of the conversation that a caller may send.
    @WithDefault("100000")
    int textCharacters();

    /// Tokens the model may use for one.
    @WithDefault("32")
    int maxTokens();
}
