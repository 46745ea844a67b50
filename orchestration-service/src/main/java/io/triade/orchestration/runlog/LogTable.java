package io.triade.orchestration.runlog;

import io.triade.orchestration.tables.DynamoTable;
import io.triade.orchestration.tables.StoreCalls;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// Logs in DynamoDB: an item for each batch, its key the offset it begins at. Only one batch can begin at an offset, so
/// a writer that lost its run to another cannot add to it.
@Singleton
public class LogTable extends DynamoTable {
    /// More events are never in one batch: a reader at an offset finds its batch without an index.
    static final int MOST_EVENTS = 256;

    private static final String ABSENT = "attribute_not_exists(pk)";
    private static final int BATCH = 25;

    private final String insert;

    LogTable(DynamoDbClient dynamo, StoreCalls calls, LogConfig config) {
        super(dynamo, calls, config.table());
        this.insert = "INSERT INTO \"" + config.table()
                + "\" VALUE {'pk': ?, 'sk': ?, 'count': ?, 'lines': ?, 'end': ?, 'expiresAt': ?}";
    }

    /// A batch and where it belongs.
    record Entry(RunKey key, Batch batch, Instant expiresAt) {}

    /// What became of one batch.
    enum Outcome {
        WRITTEN,
        /// Another writer has the offset.
        FENCED,
        /// Try again.
        FAILED
    }

    /// Writes batches of different runs in one call.
    List<Outcome> append(List<Entry> entries) {
        if (entries.size() == 1) return List.of(append(entries.getFirst()));
        var statements = entries.stream()
                .map(entry -> BatchStatementRequest.builder()
                        .statement(insert)
                        .parameters(parameters(entry))
                        .build())
                .toList();
        var answer = askNow(dynamo -> dynamo.batchExecuteStatement(batch -> batch.statements(statements)));
        return answer.responses().stream().map(LogTable::outcome).toList();
    }

    private Outcome append(Entry entry) {
        try {
            Put put = put(entry.key(), entry.batch(), entry.expiresAt());
            askNow(dynamo ->
                    dynamo.putItem(one -> one.tableName(name).item(put.item()).conditionExpression(ABSENT)));
            return Outcome.WRITTEN;
        } catch (ConditionalCheckFailedException taken) {
            return Outcome.FENCED;
        }
    }

    /// For a transaction that ends a run.
    public TransactWriteItem write(RunKey key, Batch batch, Instant expiresAt) {
        return TransactWriteItem.builder().put(put(key, batch, expiresAt)).build();
    }

    /// Whether exactly this batch is in the log; for a writer whose last answer was lost.
    boolean holds(RunKey key, Batch batch) {
        var answer = askNow(dynamo -> dynamo.getItem(
                get -> get.tableName(name).key(key(key, batch.first())).consistentRead(true)));
        return answer.hasItem() && batch(answer.item()).equals(batch);
    }

    /// @param batches beginning with the one that has the wanted offset
    /// @param more true when there are further ones
    public record Page(List<Batch> batches, boolean more) {
        public Page {
            batches = List.copyOf(batches);
        }
    }

    /// What comes after an offset, some of it.
    public Page after(RunKey key, long offset, int limit) {
        long from = Math.max(1, offset + 2 - MOST_EVENTS);
        var answer = ask(dynamo -> dynamo.query(query -> query.tableName(name)
                .keyConditionExpression("pk = :log AND sk BETWEEN :from AND :to")
                .expressionAttributeValues(
                        Map.of(":log", text(key.partition()), ":from", text(position(from)), ":to", text("e#~")))
                .consistentRead(true)
                .limit(limit + (offset == 0 ? 0 : MOST_EVENTS))));
        var batches = new ArrayList<Batch>();
        for (var item : answer.items()) {
            Batch batch = batch(item);
            if (batch.last() <= offset) continue;
            if (batches.size() == limit) return new Page(batches, true);
            batches.add(batch);
        }
        return new Page(batches, !answer.lastEvaluatedKey().isEmpty());
    }

    /// Removes the whole log.
    public void remove(RunKey key) {
        removeAll(() -> keys(key));
    }

    private List<Map<String, AttributeValue>> keys(RunKey key) {
        return ask(dynamo -> dynamo.query(query -> query.tableName(name)
                        .keyConditionExpression("pk = :log")
                        .expressionAttributeValues(Map.of(":log", text(key.partition())))
                        .projectionExpression("pk, sk")
                        .consistentRead(true)
                        .limit(BATCH)))
                .items();
    }

    private Put put(RunKey key, Batch batch, Instant expiresAt) {
        var item = new HashMap<>(key(key, batch.first()));
        item.put("count", number(batch.count()));
        item.put("lines", bytes(batch));
        item.put("end", AttributeValue.fromBool(batch.end()));
        item.put("expiresAt", number(expiresAt.getEpochSecond()));
        return Put.builder()
                .tableName(name)
                .item(item)
                .conditionExpression(ABSENT)
                .build();
    }

    private static List<AttributeValue> parameters(Entry entry) {
        Batch batch = entry.batch();
        return List.of(
                text(entry.key().partition()),
                text(position(batch.first())),
                number(batch.count()),
                bytes(batch),
                AttributeValue.fromBool(batch.end()),
                number(entry.expiresAt().getEpochSecond()));
    }

    private static Outcome outcome(BatchStatementResponse answer) {
        if (answer.error() == null) return Outcome.WRITTEN;
        return answer.error().code() == BatchStatementErrorCodeEnum.DUPLICATE_ITEM ? Outcome.FENCED : Outcome.FAILED;
    }

    private static Batch batch(Map<String, AttributeValue> item) {
        return new Batch(
                Long.parseLong(the(item, "sk").s().substring(2)),
                Integer.parseInt(the(item, "count").n()),
                Buffer.buffer(the(item, "lines").b().asByteArrayUnsafe()),
                the(item, "end").bool());
    }

    private static Map<String, AttributeValue> key(RunKey key, long first) {
        return Map.of("pk", text(key.partition()), "sk", text(position(first)));
    }

    private static String position(long first) {
        return "e#%010d".formatted(first);
    }

    private static AttributeValue bytes(Batch batch) {
        return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(batch.lines().getBytes()));
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }
}
