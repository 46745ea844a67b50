package io.triade.api.lex;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.smallrye.mutiny.Uni;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.api.runs.RunStart;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.TurnRequest;
import io.triade.defaults.calls.Call;
import io.triade.defaults.streams.TierClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The sessions in which bots' users talk, and their turns.
@ApplicationScoped
class LexSessions {
    private final TierClient client;
    private final URI orchestration;
    private final ObjectReader sessions;
    private final ObjectWriter turns;
    private final @Nullable String model;

    LexSessions(TierClient client, Tiers tiers, ObjectMapper mapper, LexConfig config) {
        this.client = client;
        this.orchestration = tiers.of(Tier.ORCHESTRATION);
        // A tier of a newer release may say more.
        this.sessions = mapper.readerFor(Session.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.turns = mapper.writerFor(TurnRequest.class);
        this.model = config.model().orElse(null);
    }

    /// The id of a new session of the caller's.
    Uni<String> open(Call call) {
        var target = TierClient.target(orchestration, HttpMethod.POST, "/v1/sessions")
                .putHeader("accept", "application/json")
                .putHeader("content-type", "application/json");
        return client.whole(call, target, Buffer.buffer("{}")).map(this::id);
    }

    /// The turn that answers a question: the same one for the same question at the same place of the conversation.
    RunStart turn(Call call, String sessionId, LexEvent event, String question) {
        try {
            byte[] body = turns.writeValueAsBytes(new TurnRequest(question, null, model, null, null, null));
            String key = "lex-" + digest(sessionId + " " + LexAnswers.turn(event) + " " + model + " " + question);
            return RunStart.of(call, "/v1/sessions/" + sessionId + "/turns", Buffer.buffer(body), key);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a turn cannot be written as JSON", broken);
        }
    }

    private String id(Buffer document) {
        try {
            Session session = sessions.readValue(document.getBytes());
            return session.id();
        } catch (IOException unreadable) {
            throw new ProblemException(ProblemType.UPSTREAM_FAILED, "A session could not be read.", unreadable);
        }
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("SHA-256 is not available", broken);
        }
    }
}
