package io.triade.orchestration.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.github.f4b6a3.ulid.UlidCreator;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.OnDisconnect;
import io.triade.contracts.runs.OnInterruption;
import io.triade.contracts.runs.RunRequest;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnRequest;
import io.triade.defaults.calls.Call;
import io.triade.orchestration.channels.Notices;
import io.triade.orchestration.generations.KnownModels;
import io.triade.orchestration.replicas.Replicas;
import io.triade.orchestration.runs.store.Gzip;
import io.triade.orchestration.runs.store.RunHead;
import io.triade.orchestration.runs.store.RunTable;
import io.triade.orchestration.runs.store.RunsConfig;
import io.triade.orchestration.runs.store.StoredRun;
import io.triade.orchestration.runs.store.StoredRun.Running;
import io.triade.orchestration.sessions.Sessions;
import io.triade.orchestration.tables.DynamoTable.Writes;
import io.triade.orchestration.turns.Turns;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Stores a run as started, once: the same id or idempotency key leads to the run that is there. Blocks.
@ApplicationScoped
class Starting {
    static final Pattern ID = Pattern.compile("r_[0-9a-z]{26}");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final byte[] NOTHING = {};

    /// A transaction of DynamoDB holds 4 MB.
    private static final int MOST_INPUT_BYTES = 3_500_000;

    private final RunTable table;
    private final Turns turns;
    private final KnownModels models;
    private final Replicas replicas;
    private final Notices notices;
    private final RunsConfig config;
    private final ObjectMapper mapper;

    Starting(
            RunTable table,
            Turns turns,
            KnownModels models,
            Replicas replicas,
            Notices notices,
            RunsConfig config,
            ObjectMapper mapper) {
        this.table = table;
        this.turns = turns;
        this.models = models;
        this.replicas = replicas;
        this.notices = notices;
        this.config = config;
        this.mapper = mapper;
    }

    /// How a caller names its start, so that it can be made twice and happen once.
    ///
    /// @param runId as the edge chose it; null: one is made
    /// @param idempotencyKey as the caller chose it, if any
    record Naming(@Nullable String runId, @Nullable String idempotencyKey) {
        Naming {
            if (runId != null && !ID.matcher(runId).matches()) {
                throw ProblemException.invalidField("x-run-id", "must be r_ and a ULID in lower case");
            }
            if (idempotencyKey != null && !KEY.matcher(idempotencyKey).matches()) {
                throw ProblemException.invalidField("idempotency-key", "must be 1 to 255 visible ASCII characters");
            }
        }

        String id() {
            return runId == null
                    ? "r_" + UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT)
                    : runId;
        }
    }

    /// A run that was started, now or before.
    ///
    /// @param request what the model is to be asked; null when it was started before
    record Started(
            StoredRun run, @Nullable Turn turn, @Nullable GenerationRequest request) {}

    Started run(Call call, Naming naming, RunRequest request) {
        Sessions.checkModel(request.model());
        models.check(call, request.model());
        String id = naming.id();
        var asked = new GenerationRequest(
                id,
                null,
                request.prompt(),
                request.model(),
                request.system(),
                request.messages(),
                request.parameters(),
                request.toolConfig(),
                null,
                request.outputFormat());
        var policies = new Policies(request.onDisconnect(), request.onInterruption());
        String digest = Digest.of("run", sorted(request));
        RunHead head = head(call, naming, new What(id, null, request.model(), policies, digest, request.metadata()));
        byte[] input = Gzip.packed(json(asked));
        if (input.length > MOST_INPUT_BYTES) {
            throw new ProblemException(
                    ProblemType.BODY_TOO_LARGE,
                    "A run's request may have %d bytes once packed, has %d; a stateless completion is not kept."
                            .formatted(MOST_INPUT_BYTES, input.length));
        }
        return start(head, null, asked, input, Writes.NONE);
    }

    Started turn(Call call, Naming naming, String sessionId, TurnRequest request) {
        turns.check(request);
        models.check(call, request.model());
        String id = naming.id();
        String digest = Digest.of("turn of " + sessionId, sorted(request));
        var begun = turns.begin(call.principal(), id, sessionId, request);
        Turn turn = begun.turn();
        var policies = new Policies(request.onDisconnect(), request.onInterruption());
        RunHead head = head(call, naming, new What(id, sessionId, turn.model(), policies, digest, Map.of()));
        byte[] input = request.parameters() == null ? NOTHING : Gzip.packed(json(request.parameters()));
        Started started = start(head, turn, begun.request(), input, turns.toBegin(call.principal(), turn));
        if (started.request() != null) notices.turnStarted(head.owner(), turn);
        return started;
    }

    private record Policies(
            @Nullable OnDisconnect onDisconnect, @Nullable OnInterruption onInterruption) {}

    private record What(
            String id,
            @Nullable String sessionId,
            @Nullable String model,
            Policies policies,
            String digest,
            Map<String, String> metadata) {}

    private RunHead head(Call call, Naming naming, What what) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String key = naming.idempotencyKey();
        OnDisconnect onDisconnect = what.policies().onDisconnect();
        OnInterruption onInterruption = what.policies().onInterruption();
        return new RunHead(
                what.id(),
                call.principal(),
                what.sessionId(),
                what.model(),
                onDisconnect == null ? OnDisconnect.CONTINUE : onDisconnect,
                onInterruption == null ? OnInterruption.CONTINUE : onInterruption,
                call.traceId(),
                what.digest(),
                key == null
                        ? null
                        : "key#" + Digest.of("idempotency-key", key.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                now,
                now.plus(config.longest()),
                now.plus(config.retention()),
                what.metadata());
    }

    private Started start(RunHead head, @Nullable Turn turn, GenerationRequest request, byte[] input, Writes beside) {
        var run = new StoredRun(head, new Running(1, replicas.self(), null));
        return switch (table.start(run, input, beside)) {
            case RunTable.Start.Fresh() -> new Started(run, turn, request);
            case RunTable.Start.Known(StoredRun known) -> new Started(known, null, null);
            case RunTable.Start.Taken() ->
                throw new ProblemException(
                        ProblemType.IDEMPOTENCY_KEY_REUSED,
                        "This Idempotency-Key was used within the last 24 hours for another request; take a new one.");
            case RunTable.Start.Beside() -> throw Sessions.absent(String.valueOf(head.sessionId()));
        };
    }

    /// The same bytes for the same request in every process, whatever order its maps have there.
    private byte[] sorted(Object request) {
        return json(mapper.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS), request);
    }

    private byte[] json(Object request) {
        return json(mapper.writer(), request);
    }

    private static byte[] json(ObjectWriter writer, Object request) {
        try {
            return writer.writeValueAsBytes(request);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a request cannot be written as JSON", broken);
        }
    }
}
