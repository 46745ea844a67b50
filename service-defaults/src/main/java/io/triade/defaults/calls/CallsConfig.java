package io.triade.defaults.calls;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long a request may take when its caller does not say.
@ConfigMapping(prefix = "triade.calls")
public interface CallsConfig {
    /// The longest any request may take, a stream included; a caller can ask for less, never for more.
    @WithDefault("PT10M")
    Duration longest();
}
