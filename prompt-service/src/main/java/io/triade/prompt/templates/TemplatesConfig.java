package io.triade.prompt.templates;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Where prompts are stored and how long a copy of one is used.
@ConfigMapping(prefix = "prompt.templates")
public interface TemplatesConfig {
    /// The DynamoDB table.
    @WithDefault("triade-prompts")
    String table();

    /// Age after which a copy in memory is looked up anew, beside the requests, which never wait for it.
    @WithDefault("PT30S")
    Duration refresh();

    /// Prompts kept in memory.
    @WithDefault("1000")
    int kept();

    /// Characters a rendered prompt may have.
    @WithDefault("200000")
    int renderedCharacters();
}
