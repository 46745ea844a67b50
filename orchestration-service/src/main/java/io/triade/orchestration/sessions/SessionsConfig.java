package io.triade.orchestration.sessions;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Where sessions are kept and how they get their titles.
@ConfigMapping(prefix = "orchestration.sessions")
public interface SessionsConfig {
    /// DynamoDB table of sessions and turns.
    @WithDefault("triade-sessions")
    String table();

    /// How far back what changed, and what was deleted, can be told to a client that was offline.
    @WithDefault("P30D")
    Duration changesKept();

    /// How long a title may take to be made; after it the question's first words are the title.
    @WithDefault("PT20S")
    Duration titleTimeout();

    /// Titles being made at the same time; further sessions are named by their question's first words.
    @WithDefault("8")
    int titlesAtOnce();
}
