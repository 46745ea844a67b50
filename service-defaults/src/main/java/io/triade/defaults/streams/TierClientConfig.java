package io.triade.defaults.streams;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How this service calls the tiers behind it.
@ConfigMapping(prefix = "triade.tier-client")
public interface TierClientConfig {
    /// How long to wait for a connection.
    @WithDefault("PT2S")
    Duration connectTimeout();

    /// Silence after which a call is given up; heartbeats of a living stream come more often.
    @WithDefault("PT60S")
    Duration idleTimeout();

    /// Connections to each tier and event loop set; a stream holds one. As many requests again may wait.
    @WithDefault("4096")
    int connections();

    /// How long an unused connection is kept; shorter than the server keeps it.
    @WithDefault("PT30S")
    Duration keepAlive();
}
