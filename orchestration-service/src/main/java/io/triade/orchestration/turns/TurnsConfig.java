package io.triade.orchestration.turns;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How large a turn may be, how much history goes with it, and how many run at once.
@ConfigMapping(prefix = "orchestration.turns")
public interface TurnsConfig {
    /// Longest question, in characters; at most 100,000, since it is stored in one DynamoDB item of 400 kB.
    @WithDefault("100000")
    int maxTextCharacters();

    /// Longest answer that is kept, in characters; a longer one ends there as failed.
    @WithDefault("1000000")
    int maxOutputCharacters();

    /// Earlier turns sent along at most, the newest first.
    @WithDefault("40")
    int historyTurns();

    /// Characters of earlier turns sent along at most; the first turn that does not fit ends the window.
    @WithDefault("100000")
    int historyCharacters();

    /// Turns running on this replica at most; further ones are refused with `overloaded`.
    @WithDefault("4000")
    int maxLive();

    /// How long after its deadline a turn may still be storing its end. One that is running even later belonged to a
    /// process that died, and is shown as failed.
    @WithDefault("PT30S")
    Duration finishGrace();

    /// The stored prompt of prompt-service that every turn is asked with.
    @WithDefault("default")
    String prompt();
}
