package io.triade.orchestration.generations;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/// Where the prompt tier is.
@ConfigMapping(prefix = "orchestration.prompt-service")
public interface PromptServiceConfig {
    /// Base URL of prompt-service. Required.
    URI url();
}
