package io.triade.orchestration.channels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.sessions.Turn;
import io.triade.orchestration.tables.Owner;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;

/// Tells whoever looks at a session what happens in it, so that two screens show the same.
@ApplicationScoped
public class Notices {
    private final Channels channels;
    private final ObjectMapper mapper;

    Notices(Channels channels, ObjectMapper mapper) {
        this.channels = channels;
        this.mapper = mapper;
    }

    public void turnStarted(Owner owner, Turn turn) {
        tell(owner, turn, "turn-started");
    }

    public void turnEnded(Owner owner, Turn turn) {
        tell(owner, turn, "turn-ended");
    }

    private void tell(Owner owner, Turn turn, String type) {
        PublicChannel channel = PublicChannel.ofSession(turn.sessionId());
        Map<String, String> data = Map.of("type", type, "turnId", turn.id());
        channels.publish(channel.place(owner), message(channel.name(), data, "service"));
    }

    /// A message as listeners get it.
    Buffer message(String channel, Object data, String from) {
        var message = new Message(channel, data, from, Instant.now());
        try {
            return Buffer.buffer(mapper.writeValueAsBytes(message));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a message cannot be written as JSON", broken);
        }
    }

    /// @param from subject of who said it, or `service`
    record Message(String channel, Object data, String from, Instant at) {}
}
