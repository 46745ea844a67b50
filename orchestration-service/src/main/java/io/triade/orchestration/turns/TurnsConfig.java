package io.triade.orchestration.turns;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How large a turn may be and how much history goes with it.
@ConfigMapping(prefix = "orchestration.turns")
public interface TurnsConfig {
    /// Longest question, in characters; at most 100,000, since it is stored in one DynamoDB item of 400 kB.
    @WithDefault("100000")
    int maxTextCharacters();

    /// Earlier turns sent along at most, the newest first.
    @WithDefault("40")
    int historyTurns();

    /// Characters of earlier turns sent along at most; the first turn that does not fit ends the window.
    @WithDefault("100000")
    int historyCharacters();

    /// The stored prompt of prompt-service that every turn is asked with.
    @WithDefault("default")
    String prompt();
}
