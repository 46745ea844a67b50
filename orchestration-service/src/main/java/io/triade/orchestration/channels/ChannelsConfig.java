package io.triade.orchestration.channels;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How replicas hear each other.
@ConfigMapping(prefix = "orchestration.channels")
public interface ChannelsConfig {
    /// `in-process` for one replica, `redis` for several: Valkey or Redis at `quarkus.redis.hosts`.
    @WithDefault("in-process")
    Transport transport();

    /// How long to wait before a lost connection is tried again.
    @WithDefault("PT0.5S")
    Duration reconnect();

    /// Of a hundred messages, how many are dropped on purpose. For tests: nothing may depend on a message.
    @WithDefault("0")
    int losePercent();

    /// Longest data of a published message, in bytes of its JSON.
    @WithDefault("32768")
    int maxMessageBytes();

    /// Callers listening through this replica at most; further ones are refused with `overloaded`.
    @WithDefault("10000")
    int maxListeners();

    /// What carries the messages.
    enum Transport {
        IN_PROCESS,
        REDIS
    }
}
