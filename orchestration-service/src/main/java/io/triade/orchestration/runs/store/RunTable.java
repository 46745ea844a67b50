package io.triade.orchestration.runs.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.changes.ChangeNotice;
import io.triade.orchestration.runlog.Batch;
import io.triade.orchestration.runlog.LogConfig;
import io.triade.orchestration.runlog.LogTable;
import io.triade.orchestration.runlog.RunKey;
import io.triade.orchestration.runs.store.StoredRun.Ended;
import io.triade.orchestration.runs.store.StoredRun.Queued;
import io.triade.orchestration.runs.store.StoredRun.Running;
import io.triade.orchestration.runs.store.StoredRun.Standing;
import io.triade.orchestration.tables.DynamoTable;
import io.triade.orchestration.tables.Owner;
import io.triade.orchestration.tables.StoreCalls;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

/// Runs in DynamoDB, in their owner's partition, beside the idempotency keys that name them. One transaction starts a
/// run and one ends it, each with whatever belongs to it elsewhere.
@Singleton
public class RunTable extends DynamoTable {
    /// Of runs that nobody works on, where the names of replicas are.
    public static final String NOBODY = "nobody";

    /// Items that are looked at in one call where most may not be wanted.
    private static final int SEARCHED = 100;

    private static final String FIRST = "run#";
    private static final String LAST = "run#~";
    private static final int INLINE_BYTES = 200_000;
    private static final int PART_BYTES = 350_000;
    private static final byte[] NOTHING = {};
    private static final String TOLD = "told";
    private static final Duration KEY_KEPT = Duration.ofHours(24);
    private static final String MINE = "#state = :running AND worker = :me AND attempts = :attempts";

    private final LogTable logs;
    private final RunItems items;
    private final int listReads;
    private final Event<ChangeNotice> changes;

    RunTable(
            DynamoDbClient dynamo,
            StoreCalls calls,
            LogTable logs,
            ObjectMapper mapper,
            LogConfig config,
            RunsConfig runs,
            Event<ChangeNotice> changes) {
        super(dynamo, calls, config.table());
        this.logs = logs;
        this.changes = changes;
        this.items = new RunItems(mapper);
        this.listReads = Math.max(1, runs.listReads());
    }

    /// What became of a start.
    public sealed interface Start {
        record Fresh() implements Start {}

        /// The same start was made before.
        record Known(StoredRun run) implements Start {}

        /// The idempotency key, or the run's id, belongs to another request.
        record Taken() implements Start {}

        /// What was to be written beside it could not be: the session is not there.
        record Beside() implements Start {}
    }

    /// @param input what it takes to ask the model once more; in the run's own item, where it has room for it
    public Start start(StoredRun run, byte[] input, Writes beside) {
        RunHead head = run.head();
        boolean inline = input.length <= INLINE_BYTES;
        var all = new ArrayList<TransactWriteItem>();
        all.add(put(head, item(run, inline ? input : NOTHING)));
        if (head.idempotency() != null) all.add(key(head));
        int own = all.size();
        if (!inline) all.addAll(inputs(head, input));
        all.addAll(beside.items());
        try {
            // One item needs no transaction, which costs twice as much.
            if (all.size() == 1) {
                Put alone = all.getFirst().put();
                ask(dynamo -> dynamo.putItem(put ->
                        put.tableName(name).item(alone.item()).conditionExpression(alone.conditionExpression())));
            } else {
                ask(dynamo -> dynamo.transactWriteItems(write -> write.transactItems(all)));
            }
            changed(head);
            return new Start.Fresh();
        } catch (ConditionalCheckFailedException known) {
            return known(head);
        } catch (TransactionCanceledException refused) {
            for (int i = 0; i < own; i++) {
                if ("ConditionalCheckFailed"
                        .equals(refused.cancellationReasons().get(i).code())) return known(head);
            }
            return new Start.Beside();
        }
    }

    private Start known(RunHead wanted) {
        String id = wanted.id();
        if (wanted.idempotency() != null) {
            var answer = get(Map.of(
                    "pk", text(wanted.owner().key()),
                    "sk", text(wanted.idempotency())));
            if (answer.isPresent()) {
                if (!wanted.digest().equals(the(answer.get(), "digest").s())) return new Start.Taken();
                id = the(answer.get(), "runId").s();
            }
        }
        Optional<StoredRun> run = find(RunKey.of(wanted.owner(), id));
        if (run.isEmpty()) return new Start.Taken();
        return run.get().head().digest().equals(wanted.digest()) ? new Start.Known(run.get()) : new Start.Taken();
    }

    public Optional<StoredRun> find(RunKey key) {
        return get(key(key))
                .map(item -> run(key.id(), item))
                .filter(run -> Instant.now().isBefore(run.head().expiresAt()));
    }

    /// Which runs are listed.
    ///
    /// @param state as the table says it
    public record Filter(@Nullable String state, @Nullable String sessionId) {
        boolean isEmpty() {
            return state == null && sessionId == null;
        }
    }

    /// @param next id that the next page comes before; null when there is none
    public record Slice(List<StoredRun> runs, @Nullable String next) {
        public Slice {
            runs = List.copyOf(runs);
        }
    }

    /// Runs before another, the newest first; perhaps fewer than there are, or none at all, never more than asked for.
    public Slice before(Owner owner, @Nullable String id, Filter filter, int limit) {
        var values = new HashMap<String, AttributeValue>();
        values.put(":owner", text(owner.key()));
        values.put(":from", text(FIRST));
        values.put(":to", text(id == null ? LAST : FIRST + id));
        values.put(":now", AttributeValue.fromN(Long.toString(Instant.now().getEpochSecond())));
        var conditions = new ArrayList<>(List.of("expiresAt > :now"));
        if (filter.state() != null) {
            conditions.add("#state = :state");
            values.put(":state", text(filter.state()));
        }
        if (filter.sessionId() != null) {
            conditions.add("sessionId = :session");
            values.put(":session", text(filter.sessionId()));
        }
        var runs = new ArrayList<StoredRun>();
        Map<String, AttributeValue> from = null;
        for (int search = 1; ; search++) {
            Map<String, AttributeValue> next = from;
            QueryResponse answer = ask(dynamo -> dynamo.query(query -> query.tableName(name)
                    .keyConditionExpression("pk = :owner AND sk BETWEEN :from AND :to")
                    .filterExpression(String.join(" AND ", conditions))
                    .projectionExpression(RunItems.PROJECTION)
                    .expressionAttributeNames(RunItems.NAMES)
                    .expressionAttributeValues(values)
                    .scanIndexForward(false)
                    .limit(filter.isEmpty() ? limit + 2 : SEARCHED)
                    .exclusiveStartKey(next)));
            for (var item : answer.items()) {
                String found = the(item, "sk").s().substring(FIRST.length());
                if (found.equals(id)) continue;
                if (runs.size() == limit)
                    return new Slice(runs, runs.getLast().head().id());
                runs.add(run(found, item));
            }
            from = answer.lastEvaluatedKey();
            if (from.isEmpty()) return new Slice(runs, null);
            if (search == listReads) return new Slice(runs, the(from, "sk").s().substring(FIRST.length()));
        }
    }

    /// Moves a run from where it was seen to stand to where a replica works on it.
    ///
    /// @return the run as it is then; empty when it no longer stood there
    public Optional<StoredRun> claim(RunHead head, Standing seen, Running claimed) {
        var set = items.standing(claimed);
        var values = placeholders(set);
        values.put(":seenAttempts", text(Integer.toString(seen.attempts())));
        values.put(":seenState", text(seen instanceof Queued ? "queued" : "running"));
        values.put(":seenWorker", text(seen instanceof Running running ? running.replica() : NOBODY));
        var run = update(
                head, set, values, "#state = :seenState AND #worker = :seenWorker AND #attempts = :seenAttempts");
        run.ifPresent(_ -> changed(head));
        return run;
    }

    /// Gives a run back, for any replica to take on.
    public void release(RunHead head, Running mine) {
        var set = items.standing(new Queued(mine.attempts(), null));
        var values = placeholders(set);
        values.put(":running", text("running"));
        values.put(":me", text(mine.replica()));
        var run = update(head, set, values, "#state = :running AND #worker = :me AND #attempts = :attempts");
        run.ifPresent(_ -> changed(head));
    }

    /// Marks a run as to be cancelled.
    ///
    /// @return the run as it is then; empty when it is over
    public Optional<StoredRun> cancel(RunHead head, String by) {
        var set = Map.of("cancelledBy", by);
        return update(head, set, placeholders(set), "attribute_exists(worker)");
    }

    /// Keeps other words with a run.
    ///
    /// @return the run as it is then; empty when it is gone
    public Optional<StoredRun> describe(RunHead head, Map<String, String> metadata) {
        var set = Map.of("metadata", items.metadata(metadata));
        var run = update(head, set, placeholders(set), "attribute_exists(pk)");
        run.ifPresent(_ -> changed(head));
        return run;
    }

    private Optional<StoredRun> update(
            RunHead head, Map<String, String> set, Map<String, AttributeValue> values, String condition) {
        try {
            var answer = ask(dynamo -> dynamo.updateItem(update -> update.tableName(name)
                    .key(key(head.key()))
                    .updateExpression(assignments(set))
                    .conditionExpression(condition)
                    .expressionAttributeNames(names(set))
                    .expressionAttributeValues(values)
                    .returnValues(ReturnValue.ALL_NEW)));
            return Optional.of(run(head.id(), answer.attributes()));
        } catch (ConditionalCheckFailedException elsewhere) {
            return Optional.empty();
        }
    }

    /// What became of an end.
    public enum End {
        WRITTEN,
        /// Another replica has the run.
        LOST,
        /// What was to be written beside it could not be: the session is gone.
        BESIDE
    }

    /// Writes the last batch and how the run ended. A repeated call is as good as one.
    ///
    /// @param burn false to give the idempotency key free for another try
    public End end(RunHead head, Running mine, Ended ended, Batch last, boolean burn, Writes beside) {
        var set = items.standing(ended);
        var values = placeholders(set);
        values.put(":running", text("running"));
        values.put(":me", text(mine.replica()));
        Update update = Update.builder()
                .tableName(name)
                .key(key(head.key()))
                .updateExpression(assignments(set) + " REMOVE worker, cancelledBy")
                .conditionExpression(MINE)
                .expressionAttributeNames(names(set))
                .expressionAttributeValues(values)
                .build();
        var all = new ArrayList<TransactWriteItem>();
        all.add(TransactWriteItem.builder().update(update).build());
        all.add(logs.write(head.key(), last, head.expiresAt()));
        if (!burn && head.idempotency() != null) all.add(delete(idempotencyKey(head)));
        int own = all.size();
        all.addAll(beside.items());
        try {
            ask(dynamo -> dynamo.transactWriteItems(write -> write.transactItems(all)));
            changed(head);
            return End.WRITTEN;
        } catch (TransactionCanceledException refused) {
            for (int i = 0; i < own; i++) {
                if ("ConditionalCheckFailed"
                        .equals(refused.cancellationReasons().get(i).code())) return already(head, ended);
            }
            return End.BESIDE;
        }
    }

    /// The answer to an earlier try may have been lost.
    private End already(RunHead head, Ended ended) {
        return find(head.key())
                .filter(run -> run.standing() instanceof Ended found
                        && found.attempts() == ended.attempts()
                        && found.lastOffset() == ended.lastOffset()
                        && found.finishedAt().equals(ended.finishedAt()))
                .map(_ -> End.WRITTEN)
                .orElse(End.LOST);
    }

    /// Marks a run as one that somebody knows of who does not wait at the replica that works on it.
    ///
    /// @return false when there is no such run any more
    public boolean tell(RunHead head) {
        var set = Map.of(TOLD, "true");
        return update(head, set, placeholders(set), "attribute_exists(worker)").isPresent()
                || find(head.key()).isPresent();
    }

    /// Leaves no trace of a run that was refused before it said anything.
    ///
    /// @return false where somebody knows of it, or another replica has it: then nothing is done
    public boolean forget(RunHead head, Running mine, Writes beside) {
        var values = new HashMap<String, AttributeValue>();
        values.put(":running", text("running"));
        values.put(":me", text(mine.replica()));
        values.put(":attempts", text(Integer.toString(mine.attempts())));
        var own = Delete.builder()
                .tableName(name)
                .key(key(head.key()))
                .conditionExpression(MINE + " AND attribute_not_exists(" + TOLD + ")")
                .expressionAttributeNames(Map.of("#state", "state"))
                .expressionAttributeValues(values)
                .build();
        try {
            remove(head, TransactWriteItem.builder().delete(own).build(), beside);
            return true;
        } catch (TransactionCanceledException refused) {
            if (!"ConditionalCheckFailed"
                    .equals(refused.cancellationReasons().getFirst().code())) throw refused;
            // The answer to an earlier try may have been lost.
            return find(head.key()).isEmpty();
        }
    }

    /// Leaves no trace of a run, whoever knows of it.
    public void remove(RunHead head) {
        remove(head, delete(key(head.key())), Writes.NONE);
    }

    private void remove(RunHead head, TransactWriteItem own, Writes beside) {
        var all = new ArrayList<TransactWriteItem>();
        all.add(own);
        if (head.idempotency() != null) all.add(delete(idempotencyKey(head)));
        all.addAll(beside.items());
        ask(dynamo -> dynamo.transactWriteItems(write -> write.transactItems(all)));
        changed(head);
    }

    private void changed(RunHead head) {
        changes.fire(ChangeNotice.ofRun(head.owner().key(), head.id(), head.sessionId()));
    }

    /// Runs that a replica works on, or nobody, some of them.
    public List<RunKey> of(String worker, int limit) {
        return ask(dynamo -> dynamo.query(query -> query.tableName(name)
                        .indexName("live")
                        .keyConditionExpression("worker = :worker")
                        .expressionAttributeValues(Map.of(":worker", text(worker)))
                        .limit(limit)))
                .items()
                .stream()
                .map(item -> new RunKey(the(item, "pk").s(), the(item, "sk").s().substring(FIRST.length())))
                .toList();
    }

    /// What a run was started with.
    byte[] input(RunKey key) {
        var run = get(key(key));
        if (run.isPresent() && run.get().containsKey("input")) {
            return the(run.get(), "input").b().asByteArray();
        }
        var whole = new java.io.ByteArrayOutputStream();
        for (int part = 0; ; part++) {
            var item = get(inputKey(key, part));
            if (item.isEmpty()) return whole.toByteArray();
            whole.writeBytes(the(item.get(), "input").b().asByteArrayUnsafe());
        }
    }

    private List<TransactWriteItem> inputs(RunHead head, byte[] input) {
        var parts = new ArrayList<TransactWriteItem>();
        for (int from = 0; from < input.length; from += PART_BYTES) {
            byte[] part = java.util.Arrays.copyOfRange(input, from, Math.min(from + PART_BYTES, input.length));
            var item = new HashMap<>(inputKey(head.key(), parts.size()));
            item.put("input", AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(part)));
            item.put("expiresAt", seconds(head.expiresAt()));
            parts.add(TransactWriteItem.builder()
                    .put(put -> put.tableName(name).item(item))
                    .build());
        }
        return parts;
    }

    private TransactWriteItem key(RunHead head) {
        var item = new HashMap<>(idempotencyKey(head));
        item.put("runId", text(head.id()));
        item.put("digest", text(head.digest()));
        item.put("expiresAt", seconds(Instant.now().plus(KEY_KEPT)));
        return TransactWriteItem.builder()
                .put(put -> put.tableName(name)
                        .item(item)
                        .conditionExpression("attribute_not_exists(pk) OR expiresAt < :now")
                        .expressionAttributeValues(Map.of(":now", seconds(Instant.now()))))
                .build();
    }

    private Map<String, AttributeValue> item(StoredRun run, byte[] input) {
        var all = new HashMap<>(items.head(run.head()));
        all.putAll(items.standing(run.standing()));
        var item = new HashMap<>(attributes(all));
        item.put("expiresAt", seconds(run.head().expiresAt()));
        if (input.length > 0) item.put("input", AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(input)));
        return item;
    }

    private TransactWriteItem put(RunHead head, Map<String, AttributeValue> values) {
        var item = new HashMap<>(values);
        item.putAll(key(head.key()));
        return TransactWriteItem.builder()
                .put(Put.builder()
                        .tableName(name)
                        .item(item)
                        .conditionExpression("attribute_not_exists(pk)")
                        .build())
                .build();
    }

    private TransactWriteItem delete(Map<String, AttributeValue> key) {
        return TransactWriteItem.builder()
                .delete(Delete.builder().tableName(name).key(key).build())
                .build();
    }

    private Optional<Map<String, AttributeValue>> get(Map<String, AttributeValue> key) {
        var answer =
                ask(dynamo -> dynamo.getItem(get -> get.tableName(name).key(key).consistentRead(true)));
        return answer.hasItem() ? Optional.of(answer.item()) : Optional.empty();
    }

    private StoredRun run(String id, Map<String, AttributeValue> item) {
        Map<String, String> texts = item.entrySet().stream()
                .filter(attribute -> attribute.getValue().s() != null)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, attribute -> attribute.getValue().s()));
        return items.run(
                id,
                texts,
                Instant.ofEpochSecond(Long.parseLong(the(item, "expiresAt").n())));
    }

    private static Map<String, AttributeValue> key(RunKey key) {
        return Map.of("pk", text(key.owner()), "sk", text(FIRST + key.id()));
    }

    private static Map<String, AttributeValue> inputKey(RunKey key, int part) {
        return Map.of("pk", text(key.partition()), "sk", text("input#" + part));
    }

    private static Map<String, AttributeValue> idempotencyKey(RunHead head) {
        return Map.of("pk", text(head.owner().key()), "sk", text(String.valueOf(head.idempotency())));
    }

    private static AttributeValue seconds(Instant instant) {
        return AttributeValue.fromN(Long.toString(instant.getEpochSecond()));
    }
}
