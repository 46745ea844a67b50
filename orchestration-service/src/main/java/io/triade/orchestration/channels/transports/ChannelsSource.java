package io.triade.orchestration.channels.transports;

import io.triade.orchestration.channels.Channels;
import io.triade.orchestration.channels.ChannelsConfig;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// Chooses the transport by configuration.
class ChannelsSource {
    @Produces
    @Singleton
    Channels channels(ChannelsConfig config, Instance<Redis> redis, Vertx vertx) {
        Channels channels =
                switch (config.transport()) {
                    case IN_PROCESS -> new InProcessChannels();
                    case REDIS -> new RedisChannels(redis.get(), vertx, config.reconnect());
                };
        return config.losePercent() == 0 ? channels : new LossyChannels(channels, config.losePercent());
    }

    void close(@Disposes Channels channels) {
        if (channels instanceof RedisChannels open) open.close();
    }
}
