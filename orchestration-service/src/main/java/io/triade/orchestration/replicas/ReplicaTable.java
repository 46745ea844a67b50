package io.triade.orchestration.replicas;

import io.triade.orchestration.runlog.LogConfig;
import io.triade.orchestration.tables.DynamoTable;
import io.triade.orchestration.tables.StoreCalls;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/// Replicas in DynamoDB, and what others leave in their inboxes. No tenant is in these keys: they hold no tenant's
/// data, only names of processes and of runs.
@Singleton
public class ReplicaTable extends DynamoTable {
    private static final String ALL = "replicas";
    private static final Duration KEPT = Duration.ofHours(1);

    ReplicaTable(DynamoDbClient dynamo, StoreCalls calls, LogConfig config) {
        super(dynamo, calls, config.table());
    }

    /// @return false when the name is taken
    boolean register(String replica) {
        return beat(replica, 0, "attribute_not_exists(pk)");
    }

    /// @return false when others have declared it lost
    boolean beat(String replica, long beat) {
        return beat(replica, beat, "attribute_exists(pk)");
    }

    private boolean beat(String replica, long beat, String condition) {
        try {
            askNow(dynamo -> dynamo.updateItem(update -> update.tableName(name)
                    .key(key(ALL, replica))
                    .updateExpression("SET beat = :beat, expiresAt = :expiry")
                    .conditionExpression(condition)
                    .expressionAttributeValues(Map.of(
                            ":beat", text(Long.toString(beat)),
                            ":expiry", expiry()))));
            return true;
        } catch (ConditionalCheckFailedException refused) {
            return false;
        }
    }

    /// Every replica and its newest beat.
    Map<String, String> beats() {
        var beats = new HashMap<String, String>();
        askNow(dynamo -> dynamo.query(query -> query.tableName(name)
                        .keyConditionExpression("pk = :all")
                        .expressionAttributeValues(Map.of(":all", text(ALL)))
                        .consistentRead(true)))
                .items()
                .forEach(
                        item -> beats.put(the(item, "sk").s(), the(item, "beat").s()));
        return beats;
    }

    void remove(String replica) {
        askNow(dynamo -> dynamo.deleteItem(delete -> delete.tableName(name).key(key(ALL, replica))));
    }

    void leave(String replica, String letter) {
        var item = new HashMap<>(key(inbox(replica), letter));
        item.put("expiresAt", expiry());
        askNow(dynamo -> dynamo.putItem(put -> put.tableName(name).item(item)));
    }

    List<String> letters(String replica) {
        return askNow(dynamo -> dynamo.query(query -> query.tableName(name)
                        .keyConditionExpression("pk = :inbox")
                        .expressionAttributeValues(Map.of(":inbox", text(inbox(replica))))
                        .consistentRead(true)))
                .items()
                .stream()
                .map(item -> the(item, "sk").s())
                .toList();
    }

    void read(String replica, String letter) {
        askNow(dynamo -> dynamo.deleteItem(delete -> delete.tableName(name).key(key(inbox(replica), letter))));
    }

    private static String inbox(String replica) {
        return "replica#" + replica;
    }

    private static AttributeValue expiry() {
        return AttributeValue.fromN(Long.toString(Instant.now().plus(KEPT).getEpochSecond()));
    }

    private static Map<String, AttributeValue> key(String pk, String sk) {
        return Map.of("pk", text(pk), "sk", text(sk));
    }
}
