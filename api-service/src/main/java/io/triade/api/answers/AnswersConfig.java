package io.triade.api.answers;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How streamed answers are kept alive, and how long what is asked may take to arrive.
@ConfigMapping(prefix = "api.answers")
public interface AnswersConfig {
    /// The longest a stream is silent before a comment is sent; load balancers cut connections that are silent longer.
    @WithDefault("PT14S")
    Duration longestSilence();

    /// How long the body of a request may take to arrive. A door that reads it itself waits no longer than 30 s.
    @WithDefault("PT31S")
    Duration longestBody();
}
