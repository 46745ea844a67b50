package io.triade.orchestration.sessions;

import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.SessionChange;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/// Sessions in DynamoDB. One that is being deleted is there for nobody but who deletes it.
@Singleton
public class SessionTable extends DynamoTable {
    /// Sorts as text as it does in time, which `Instant.toString` does not.
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final String THERE = "attribute_exists(pk) AND attribute_not_exists(deletedAt)";
    private static final String TURN = "turn#";
    private static final int BATCH = 25;

    SessionTable(DynamoDbClient dynamo, StoreCalls calls, SessionsConfig config) {
        super(dynamo, calls, config.table());
    }

    void add(Owner owner, Session session) {
        var item = new HashMap<>(key(owner, session.id()));
        item.put("recentPk", text(owner.key()));
        item.put("createdAt", text(MILLIS.format(session.createdAt())));
        item.put("updatedAt", text(MILLIS.format(session.updatedAt())));
        if (session.title() != null) item.put("title", text(session.title()));
        if (session.model() != null) item.put("model", text(session.model()));
        ask(dynamo -> dynamo.putItem(put -> put.tableName(name).item(item)));
    }

    Optional<Session> find(Owner owner, String id) {
        var answer = ask(dynamo ->
                dynamo.getItem(get -> get.tableName(name).key(key(owner, id)).consistentRead(true)));
        if (!answer.hasItem() || answer.item().containsKey("deletedAt")) return Optional.empty();
        return Optional.of(session(values(answer.item())));
    }

    /// The owner's sessions, the most recently used first.
    ///
    /// @param after the last one of the page before
    List<Session> page(Owner owner, @Nullable Session after, int limit) {
        Map<String, AttributeValue> from = after == null ? null : recentKey(owner, after);
        QueryResponse answer = ask(dynamo -> dynamo.query(query -> query.tableName(name)
                .indexName("recent")
                .keyConditionExpression("recentPk = :owner")
                .expressionAttributeValues(Map.of(":owner", text(owner.key())))
                .scanIndexForward(false)
                .exclusiveStartKey(from)
                .limit(limit)));
        return answer.items().stream().map(item -> session(values(item))).toList();
    }

    /// @return empty when there is no such session
    Optional<Session> change(Owner owner, String id, SessionChange change, Instant now) {
        var set = new HashMap<String, String>();
        set.put("updatedAt", MILLIS.format(now));
        if (change.title() != null) set.put("title", change.title());
        if (change.model() != null) set.put("model", change.model());
        return update(owner, id, set, THERE);
    }

    /// Names a session that nobody has named.
    void titleIfUnnamed(Owner owner, String id, String title) {
        var _ = update(owner, id, Map.of("title", title), THERE + " AND attribute_not_exists(title)");
    }

    /// For a transaction that needs the session to be there and marks it as the one used last.
    public Update use(Owner owner, String id, Instant now) {
        return Update.builder()
                .tableName(name)
                .key(key(owner, id))
                .updateExpression("SET updatedAt = :now")
                .conditionExpression(THERE)
                .expressionAttributeValues(Map.of(":now", text(MILLIS.format(now))))
                .build();
    }

    /// From here on nobody finds it and no turn can be added; `remove` can be repeated until it ends.
    ///
    /// @return false when there is no such session
    boolean markDeleted(Owner owner, String id, Instant now) {
        try {
            ask(dynamo -> dynamo.updateItem(update -> update.tableName(name)
                    .key(key(owner, id))
                    .updateExpression("SET deletedAt = :now REMOVE recentPk")
                    .conditionExpression("attribute_exists(pk)")
                    .expressionAttributeValues(Map.of(":now", text(MILLIS.format(now))))));
            return true;
        } catch (ConditionalCheckFailedException absent) {
            return false;
        }
    }

    /// Removes what is in the session, then the session itself.
    ///
    /// @param turns told which turns are about to go
    void remove(Owner owner, String id, Consumer<List<String>> turns) {
        removeAll(() -> {
            var keys = contents(owner, id);
            turns.accept(keys.stream()
                    .map(key -> the(key, "sk").s())
                    .filter(key -> key.startsWith(TURN))
                    .map(key -> key.substring(TURN.length()))
                    .toList());
            return keys;
        });
        ask(dynamo -> dynamo.deleteItem(delete -> delete.tableName(name).key(key(owner, id))));
    }

    /// Fails when the store cannot be reached or has no such table.
    void reach() {
        ask(dynamo -> dynamo.getItem(
                get -> get.tableName(name).key(Map.of("pk", text("readiness"), "sk", text("readiness")))));
    }

    private List<Map<String, AttributeValue>> contents(Owner owner, String id) {
        return ask(dynamo -> dynamo.query(query -> query.tableName(name)
                        .keyConditionExpression("pk = :session")
                        .expressionAttributeValues(Map.of(":session", text(owner.sessionKey(id))))
                        .projectionExpression("pk, sk")
                        .consistentRead(true)
                        .limit(BATCH)))
                .items();
    }

    private Optional<Session> update(Owner owner, String id, Map<String, String> set, String condition) {
        try {
            var answer = ask(dynamo -> dynamo.updateItem(update -> update.tableName(name)
                    .key(key(owner, id))
                    .updateExpression(assignments(set))
                    .conditionExpression(condition)
                    .expressionAttributeNames(names(set))
                    .expressionAttributeValues(placeholders(set))
                    .returnValues(ReturnValue.ALL_NEW)));
            return Optional.of(session(values(answer.attributes())));
        } catch (ConditionalCheckFailedException absent) {
            return Optional.empty();
        }
    }

    private static Session session(Map<String, String> item) {
        return new Session(
                required(item, "sk").substring("session#".length()),
                item.get("title"),
                item.get("model"),
                Instant.parse(required(item, "createdAt")),
                Instant.parse(required(item, "updatedAt")));
    }

    private static String required(Map<String, String> item, String attribute) {
        String value = item.get(attribute);
        if (value == null) throw new IllegalStateException("a stored session has no " + attribute);
        return value;
    }

    private static Map<String, AttributeValue> key(Owner owner, String id) {
        return Map.of("pk", text(owner.key()), "sk", text("session#" + id));
    }

    private static Map<String, AttributeValue> recentKey(Owner owner, Session session) {
        var key = new HashMap<>(key(owner, session.id()));
        key.put("recentPk", text(owner.key()));
        key.put("updatedAt", text(MILLIS.format(session.updatedAt())));
        return key;
    }
}
