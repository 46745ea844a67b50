package io.triade.api.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Preferences;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunMetadata;
import io.triade.contracts.runs.RunPage;
import io.triade.defaults.calls.Call;
import io.triade.defaults.streams.Frame;
import io.triade.defaults.streams.TierClient;
import io.triade.defaults.streams.TierClient.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The orchestration tier's runs. Each method is one request; nothing is tried again here.
@ApplicationScoped
class RunTier {
    /// The run's id, in requests and answers between the tiers and in answers to callers; nobody's to send from
    /// outside.
    static final String RUN_ID = "x-run-id";

    /// Asks for the words that doors keep with runs for themselves; nobody's to send from outside either.
    private static final String DOORS_OWN = "x-doors-own";

    private final TierClient client;
    private final URI orchestration;
    private final ObjectReader runs;
    private final ObjectReader requests;
    private final ObjectReader pages;
    private final ObjectWriter metadata;

    RunTier(TierClient client, Tiers tiers, ObjectMapper mapper) {
        this.client = client;
        this.orchestration = tiers.of(Tier.ORCHESTRATION);
        // A tier of a newer release may say more.
        this.requests =
                mapper.readerFor(GenerationRequest.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.pages = mapper.readerFor(RunPage.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.metadata = mapper.writerFor(RunMetadata.class);
        this.runs = mapper.readerFor(Run.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    Multi<Frame> start(RunStart start, Consumer<MultiMap> head) {
        return client.stream(start.call(), starting(start), start.body(), head);
    }

    Multi<Frame> events(Call call, String runId, long after, Consumer<MultiMap> head) {
        String events = path(runId) + "/events?after=" + after;
        return client.stream(call, TierClient.target(orchestration, HttpMethod.GET, events), Buffer.buffer(), head);
    }

    /// The run's document, or the turn's.
    ///
    /// @param wait for the end; after it the answer has status 202
    /// @param limit until the call is given up
    Uni<Answer> whole(RunStart start, Duration wait, Duration limit) {
        RequestOptions target = starting(start)
                .putHeader("accept", "application/json")
                .putHeader(Preferences.HEADER, Preferences.header(wait))
                .setIdleTimeout(Math.max(1, limit.toMillis()));
        return client.answer(start.call(), target, start.body());
    }

    /// With the words that doors keep for themselves.
    Uni<Run> read(Call call, String runId) {
        return client.whole(call, doors(HttpMethod.GET, path(runId)), Buffer.buffer())
                .map(this::run);
    }

    /// Runs without their output, the newest first.
    ///
    /// @param cursor where an earlier page ended
    Uni<RunPage> page(Call call, int limit, @Nullable String cursor) {
        String page = "/v1/runs?limit=" + limit + (cursor == null ? "" : "&cursor=" + cursor);
        return client.whole(call, doors(HttpMethod.GET, page), Buffer.buffer())
                .map(document -> read(pages, document, RunPage.class));
    }

    /// Keeps other words with a run, in place of all that were.
    Uni<Run> describe(Call call, String runId, RunMetadata words) {
        RequestOptions target =
                doors(HttpMethod.PUT, path(runId) + "/metadata").putHeader("content-type", "application/json");
        return client.whole(call, target, json(words)).map(this::run);
    }

    private RequestOptions doors(HttpMethod method, String path) {
        return TierClient.target(orchestration, method, path).putHeader(DOORS_OWN, "shown");
    }

    private Buffer json(RunMetadata words) {
        try {
            return Buffer.buffer(metadata.writeValueAsBytes(words));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("metadata cannot be written as JSON", broken);
        }
    }

    /// The run as it is once it was told to end.
    Uni<Run> cancel(Call call, String runId) {
        return client.whole(call, TierClient.target(orchestration, HttpMethod.DELETE, path(runId)), Buffer.buffer())
                .map(this::run);
    }

    /// What the model was asked.
    Uni<GenerationRequest> request(Call call, String runId) {
        var target = TierClient.target(orchestration, HttpMethod.GET, path(runId) + "/request");
        return client.whole(call, target, Buffer.buffer())
                .map(document -> read(requests, document, GenerationRequest.class));
    }

    /// The run as it was before nothing of it was left.
    Uni<Run> remove(Call call, String runId) {
        var target = TierClient.target(orchestration, HttpMethod.DELETE, path(runId) + "/record");
        return client.whole(call, target, Buffer.buffer()).map(this::run);
    }

    private RequestOptions starting(RunStart start) {
        RequestOptions target = TierClient.target(orchestration, HttpMethod.POST, start.path())
                .putHeader("content-type", "application/json")
                .putHeader(RUN_ID, start.runId());
        if (start.ofADoor()) target.putHeader(DOORS_OWN, "shown");
        String key = start.idempotencyKey();
        return key == null ? target : target.putHeader(RunStart.IDEMPOTENCY_KEY, key);
    }

    private static String path(String runId) {
        return "/v1/runs/" + runId;
    }

    Run run(Buffer document) {
        return read(runs, document, Run.class);
    }

    private static <T> T read(ObjectReader reader, Buffer document, Class<T> type) {
        try {
            return reader.readValue(document.getBytes(), type);
        } catch (IOException unreadable) {
            throw new ProblemException(ProblemType.UPSTREAM_FAILED, "A run could not be read.", unreadable);
        }
    }
}
