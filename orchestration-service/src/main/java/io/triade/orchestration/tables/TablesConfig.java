package io.triade.orchestration.tables;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How much is asked of the store at once. Its keys are with those of the sessions, where they have always been.
@ConfigMapping(prefix = "orchestration.sessions")
public interface TablesConfig {
    /// Calls to the store at the same time; further ones wait in order. Logs and beats have their own room.
    @WithDefault("24")
    int storeCalls();

    /// How long a call may wait for that before its request is refused with `overloaded`.
    @WithDefault("PT10S")
    Duration storePatience();
}
