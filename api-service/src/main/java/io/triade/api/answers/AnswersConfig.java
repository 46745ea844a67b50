package io.triade.api.answers;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How streamed answers are kept alive.
@ConfigMapping(prefix = "api.answers")
public interface AnswersConfig {
    /// The longest a stream is silent before a comment is sent; load balancers cut connections that are silent longer.
    @WithDefault("PT14S")
    Duration longestSilence();
}
