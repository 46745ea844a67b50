package io.triade.orchestration.runs.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.access.Principal;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.runs.OnDisconnect;
import io.triade.contracts.runs.OnInterruption;
import io.triade.contracts.runs.RunState;
import io.triade.orchestration.runs.store.StoredRun.Ended;
import io.triade.orchestration.runs.store.StoredRun.Queued;
import io.triade.orchestration.runs.store.StoredRun.Running;
import io.triade.orchestration.runs.store.StoredRun.Standing;
import io.triade.orchestration.tables.ItemWords;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A run as the attributes of its item, all of them text but its expiry. The words that JSON shows on the wire are the
/// words in the table.
final class RunItems {
    /// Everything but what the model is asked, which only a take-over wants.
    static final Map<String, String> NAMES = List.of(
                    "sk",
                    "principal",
                    "sessionId",
                    "model",
                    "onDisconnect",
                    "onInterruption",
                    "traceId",
                    "digest",
                    "idempotency",
                    "createdAt",
                    "deadline",
                    "expiresAt",
                    "metadata",
                    "attempts",
                    "state",
                    "worker",
                    "cancelledBy",
                    "lastOffset",
                    "finishedAt",
                    "servedBy",
                    "stopReason",
                    "usage",
                    "problem")
            .stream()
            .collect(Collectors.toUnmodifiableMap(name -> "#" + name, Function.identity()));

    static final String PROJECTION = String.join(", ", NAMES.keySet());

    private final ItemWords words;

    RunItems(ObjectMapper mapper) {
        this.words = new ItemWords(mapper, "run");
    }

    Map<String, String> head(RunHead head) {
        var item = new HashMap<String, String>();
        item.put("principal", words.json(head.principal()));
        put(item, "sessionId", head.sessionId());
        put(item, "model", head.model());
        item.put("onDisconnect", words.word(head.onDisconnect()));
        item.put("onInterruption", words.word(head.onInterruption()));
        item.put("traceId", head.traceId());
        item.put("digest", head.digest());
        put(item, "idempotency", head.idempotency());
        item.put("createdAt", head.createdAt().toString());
        item.put("deadline", head.deadline().toString());
        if (!head.metadata().isEmpty()) item.put("metadata", metadata(head.metadata()));
        return item;
    }

    /// `worker` is there as long as the run is not over: the index `live` finds it by that.
    Map<String, String> standing(Standing standing) {
        var item = new HashMap<String, String>();
        item.put("attempts", Integer.toString(standing.attempts()));
        switch (standing) {
            case Queued queued -> {
                item.put("state", "queued");
                item.put("worker", RunTable.NOBODY);
                put(item, "cancelledBy", queued.cancelledBy());
            }
            case Running running -> {
                item.put("state", "running");
                item.put("worker", running.replica());
                put(item, "cancelledBy", running.cancelledBy());
            }
            case Ended ended -> {
                item.put("state", words.word(ended.state()));
                item.put("lastOffset", Long.toString(ended.lastOffset()));
                item.put("finishedAt", ended.finishedAt().toString());
                put(item, "servedBy", ended.model());
                if (ended.stopReason() != null) item.put("stopReason", words.word(ended.stopReason()));
                if (ended.usage() != null) item.put("usage", words.json(ended.usage()));
                if (ended.problem() != null) item.put("problem", words.json(ended.problem()));
            }
        }
        return item;
    }

    StoredRun run(String id, Map<String, String> item, Instant expiresAt) {
        var head = new RunHead(
                id,
                words.read(words.required(item, "principal"), Principal.class),
                item.get("sessionId"),
                item.get("model"),
                words.of(words.required(item, "onDisconnect"), OnDisconnect.class),
                words.of(words.required(item, "onInterruption"), OnInterruption.class),
                words.required(item, "traceId"),
                words.required(item, "digest"),
                item.get("idempotency"),
                Instant.parse(words.required(item, "createdAt")),
                Instant.parse(words.required(item, "deadline")),
                expiresAt,
                metadataOf(item));
        return new StoredRun(head, standing(item));
    }

    String metadata(Map<String, String> metadata) {
        return words.json(metadata);
    }

    private Map<String, String> metadataOf(Map<String, String> item) {
        String stored = item.get("metadata");
        if (stored == null) return Map.of();
        var metadata = new HashMap<String, String>();
        Map<?, ?> read = words.read(stored, Map.class);
        read.forEach((key, value) -> metadata.put(String.valueOf(key), String.valueOf(value)));
        return metadata;
    }

    private Standing standing(Map<String, String> item) {
        int attempts = Integer.parseInt(words.required(item, "attempts"));
        RunState state = words.of(words.required(item, "state"), RunState.class);
        return switch (state) {
            case QUEUED, WAITING -> new Queued(attempts, item.get("cancelledBy"));
            case RUNNING -> new Running(attempts, words.required(item, "worker"), item.get("cancelledBy"));
            case SUCCEEDED, FAILED, CANCELLED -> ended(attempts, state, item);
        };
    }

    private Ended ended(int attempts, RunState state, Map<String, String> item) {
        String stopReason = item.get("stopReason");
        String usage = item.get("usage");
        String problem = item.get("problem");
        return new Ended(
                attempts,
                state,
                Long.parseLong(words.required(item, "lastOffset")),
                item.get("servedBy"),
                stopReason == null ? null : words.of(stopReason, StopReason.class),
                usage == null ? null : words.read(usage, TokenUsage.class),
                problem == null ? null : words.read(problem, Problem.class),
                Instant.parse(words.required(item, "finishedAt")));
    }

    private static void put(Map<String, String> item, String name, @Nullable String value) {
        if (value != null) item.put(name, value);
    }
}
