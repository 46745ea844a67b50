package io.triade.api.graphql.caching;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Which answers of GraphQL queries are kept in this process.
@ConfigMapping(prefix = "api.graphql.cache")
public interface CacheConfig {
    /// Whether answers are kept at all. What clients are told of keeping them does not depend on it.
    @WithDefault("true")
    boolean enabled();

    /// Room for answers, in bytes.
    @WithDefault("33554432")
    int bytes();

    /// Answers at most.
    @WithDefault("10000")
    int answers();

    /// A longer answer is not kept, in bytes.
    @WithDefault("262144")
    int answerBytes();

    /// No answer is given again after this, whatever the schema says.
    @WithDefault("PT5M")
    Duration longest();

    /// After a change, how long nothing that shows the same is kept: lists in the store may be behind for a moment.
    @WithDefault("PT1S")
    Duration settle();

    /// Silence of the orchestration tier, which says every second that it is there, after which it could have changed
    /// anything.
    @WithDefault("PT3S")
    Duration silence();
}
