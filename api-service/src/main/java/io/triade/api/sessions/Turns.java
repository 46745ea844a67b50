package io.triade.api.sessions;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.answers.RunFacts;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.sessions.Turn;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.triade.defaults.streams.TierClient;
import io.triade.defaults.streams.WholeStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import org.jboss.logging.Logger;

/// Has the orchestration tier run a turn. A caller who leaves takes the turn with them.
@ApplicationScoped
class Turns {
    private static final Logger LOG = Logger.getLogger(Turns.class);

    private final TierClient client;
    private final URI orchestration;
    private final EventCodec codec;
    private final ObjectReader turns;

    Turns(TierClient client, Tiers tiers, EventCodec codec, ObjectMapper mapper) {
        this.client = client;
        this.orchestration = tiers.of(Tier.ORCHESTRATION);
        this.codec = codec;
        this.turns = mapper.readerFor(Turn.class);
    }

    Uni<Buffer> whole(Call call, String sessionId, Buffer body, CallFacts facts) {
        var target = TierClient.target(orchestration, HttpMethod.POST, path(sessionId))
                .putHeader("accept", "application/json")
                .putHeader("content-type", "application/json")
                .setIdleTimeout(call.left().toMillis());
        return client.whole(call, target, body)
                .invoke(turn -> note(turn, facts))
                .onFailure()
                .transform(Failures::fromTier);
    }

    Multi<Buffer> stream(Call call, String sessionId, Buffer body, CallFacts facts) {
        Multi<Frame> frames = client.stream(call, orchestration, path(sessionId), body);
        return WholeStream.of(frames, codec, call.traceId())
                .invoke(frame -> RunFacts.note(facts, frame, codec))
                .map(Frame::encoded)
                .onFailure()
                .transform(Failures::fromTier);
    }

    private static String path(String sessionId) {
        return "/v1/sessions/" + sessionId + "/turns";
    }

    private void note(Buffer body, CallFacts facts) {
        try {
            Turn turn = turns.readValue(body.getBytes());
            if (turn.model() != null) facts.model(turn.model());
            if (turn.stopReason() != null) RunFacts.stopReason(facts, turn.stopReason());
            if (turn.usage() != null) RunFacts.tokens(facts, turn.usage());
        } catch (IOException unreadable) {
            LOG.warnf("a turn could not be read for the log: %s", unreadable.getMessage());
        }
    }
}
