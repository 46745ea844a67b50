package io.triade.defaults.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// The credential between our own tiers.
@ConfigMapping(prefix = "triade.internal-token")
public interface InternalTokenConfig {
    /// Key that all tiers share, at least 32 bytes. Required: there is no safe default for a secret.
    String secret();

    /// Whether this service refuses every call to `/v1/` that carries no internal token. True on inner tiers.
    @WithDefault("false")
    boolean required();

    /// How long a token is good for.
    @WithDefault("PT60S")
    Duration lifetime();
}
