package io.triade.api.runs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long callers are kept waiting and how broken connections to runs are mended.
@ConfigMapping(prefix = "api.runs")
public interface RunsConfig {
    /// How long a start waits for its document before it answers 202; also the longest, unless the caller's own
    /// `x-timeout-ms` is longer. Gateways cut a request off after 29 s.
    @WithDefault("PT25S")
    Duration longestWait();

    /// How long what has not been accepted yet is tried again when the tier cannot be reached. What has been
    /// accepted is followed until its caller's deadline.
    @WithDefault("PT25S")
    Duration patience();

    /// Pause before the first new attempt; it doubles with each that fails.
    @WithDefault("PT0.05S")
    Duration shortestPause();

    /// The longest pause between two attempts.
    @WithDefault("PT1S")
    Duration longestPause();
}
