package io.triade.orchestration.channels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.orchestration.sessions.Sessions;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What callers may do with channels: listen where they may, speak where they may.
@ApplicationScoped
class PublicChannels {
    private final Channels channels;
    private final Notices notices;
    private final Sessions sessions;
    private final ObjectMapper mapper;
    private final ChannelsConfig config;
    private final AtomicInteger listening = new AtomicInteger();

    PublicChannels(
            Channels channels,
            Notices notices,
            Sessions sessions,
            ObjectMapper mapper,
            ChannelsConfig config,
            MeterRegistry meters) {
        this.channels = channels;
        this.notices = notices;
        this.sessions = sessions;
        this.mapper = mapper;
        this.config = config;
        meters.gauge("triade.channels.listeners", listening);
    }

    /// Refuses who may not listen. Blocks, since a session's owner stands in the store.
    PublicChannel audible(Principal principal, String name) {
        PublicChannel channel = PublicChannel.of(name);
        if (channel.kind() == PublicChannel.Kind.SESSION) {
            var _ = sessions.get(principal, channel.rest());
        }
        return channel;
    }

    Multi<Buffer> listen(Principal principal, PublicChannel channel, @Nullable String filter, Context loop) {
        MessageFilter wanted = MessageFilter.of(filter, mapper);
        if (listening.incrementAndGet() > config.maxListeners()) {
            listening.decrementAndGet();
            throw new ProblemException(ProblemType.OVERLOADED, "As many callers listen as may; try again.");
        }
        return Listening.to(channels, channel.place(principal), wanted, loop, listening::decrementAndGet);
    }

    void publish(Principal principal, String name, JsonNode data) {
        PublicChannel channel = PublicChannel.of(name);
        channel.refuseSpeaking();
        Buffer message = notices.message(name, data, principal.subject());
        if (message.length() > config.maxMessageBytes()) {
            throw ProblemException.invalidField(
                    "/data", "has more than the %d bytes of a message".formatted(config.maxMessageBytes()));
        }
        channels.publish(channel.place(principal), message);
    }
}
