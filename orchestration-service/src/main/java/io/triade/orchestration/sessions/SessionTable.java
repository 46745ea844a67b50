package io.triade.orchestration.sessions;

import io.triade.contracts.changes.ChangeNotice;
import io.triade.contracts.sessions.Resolution;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.SessionChange;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/// Sessions in DynamoDB. Each write that changes one also moves its version on and marks it as changed. One that is
/// being deleted is there for nobody but who deletes it; of a deleted one a tombstone stays for a while.
@Singleton
public class SessionTable extends DynamoTable {
    private static final String THERE = "attribute_exists(pk) AND attribute_not_exists(deletedAt)";
    private static final String ABSENT = "attribute_not_exists(pk) OR expiresAt < :now";
    private static final String NEXT = "if_not_exists(#version, :one) + :one";
    private static final String TURN = "turn#";
    private static final int BATCH = 25;

    /// For clocks that differ: no cursor may outlive what it has to be told.
    private static final Duration MARGIN = Duration.ofDays(1);

    private final Duration tombstonesKept;
    private final Event<ChangeNotice> changes;

    SessionTable(DynamoDbClient dynamo, StoreCalls calls, SessionsConfig config, Event<ChangeNotice> changes) {
        super(dynamo, calls, config.table());
        this.changes = changes;
        this.tombstonesKept = config.changesKept().plus(MARGIN);
    }

    /// @return false when there is or was one of this id
    boolean add(Owner owner, Session session) {
        var item = new HashMap<>(SessionItems.added(owner, session));
        item.putAll(key(owner, session.id()));
        try {
            ask(dynamo -> dynamo.putItem(put -> put.tableName(name)
                    .item(item)
                    .conditionExpression(ABSENT)
                    .expressionAttributeValues(Map.of(
                            ":now", SessionItems.number(session.createdAt().getEpochSecond())))));
            changes.fire(ChangeNotice.ofSession(owner.key(), session.id()));
            return true;
        } catch (ConditionalCheckFailedException known) {
            return false;
        }
    }

    Optional<Session> find(Owner owner, String id) {
        return state(owner, id)
                .flatMap(state ->
                        state instanceof SessionState.Live live ? Optional.of(live.session()) : Optional.empty());
    }

    /// What is there, a tombstone included.
    Optional<SessionState> state(Owner owner, String id) {
        var answer = ask(dynamo ->
                dynamo.getItem(get -> get.tableName(name).key(key(owner, id)).consistentRead(true)));
        if (!answer.hasItem() || SessionItems.expired(answer.item(), Instant.now())) return Optional.empty();
        return Optional.of(SessionItems.state(answer.item()));
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
        return answer.items().stream().map(SessionItems::session).toList();
    }

    /// @return empty when there is no such session, or one that the base and its resolution do not allow to change
    Optional<Session> change(Owner owner, String id, SessionChange change, Instant now, @Nullable Base base) {
        var set = new HashMap<String, String>();
        set.put("updatedAt", ChangeMark.at(now));
        if (change.title() != null) set.put("title", change.title());
        if (change.model() != null) set.put("model", change.model());
        return update(owner, id, set, now, base == null ? Condition.NONE : allowed(change, base));
    }

    /// Names a session that nobody has named.
    void titleIfUnnamed(Owner owner, String id, String title) {
        var unnamed = new Condition(THERE + " AND attribute_not_exists(title)", null);
        var _ = update(owner, id, new HashMap<>(Map.of("title", title)), Instant.now(), unnamed);
    }

    /// For a transaction that needs the session to be there and marks it as the one used last.
    public Update use(Owner owner, String id, Instant now) {
        var set = new HashMap<>(ChangeMark.of(owner, now));
        set.put("updatedAt", ChangeMark.at(now));
        var values = placeholders(set);
        values.put(":one", SessionItems.number(1));
        var names = names(set);
        names.put("#version", "version");
        return Update.builder()
                .tableName(name)
                .key(key(owner, id))
                .updateExpression(assignments(set) + ", #version = " + NEXT)
                .conditionExpression(THERE)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .build();
    }

    /// From here on nobody finds it and no turn can be added; `remove` can be repeated until it ends.
    ///
    /// @return false when there is no such session, or one that has changed since the base and is not to be
    ///     overwritten
    boolean markDeleted(Owner owner, String id, Instant now, @Nullable Base base) {
        var set = new HashMap<>(ChangeMark.of(owner, now));
        var condition = base == null || base.resolution() == Resolution.OVERWRITE
                ? new Condition("attribute_exists(pk) AND attribute_not_exists(expiresAt)", null)
                : new Condition(THERE + " AND " + unchanged(base), base.version());
        var values = placeholders(set);
        values.put(":one", SessionItems.number(1));
        values.put(":deletedAt", text(ChangeMark.at(now)));
        condition.bind(values);
        var names = names(set);
        names.put("#version", "version");
        try {
            ask(dynamo -> dynamo.updateItem(update -> update.tableName(name)
                    .key(key(owner, id))
                    .updateExpression(assignments(set) + ", #version = " + NEXT
                            + ", deletedAt = if_not_exists(deletedAt, :deletedAt)"
                            + " REMOVE recentPk, title, model")
                    .conditionExpression(condition.words())
                    .expressionAttributeNames(names)
                    .expressionAttributeValues(values)));
            changes.fire(ChangeNotice.ofSessionGone(owner.key(), id));
            return true;
        } catch (ConditionalCheckFailedException absent) {
            return false;
        }
    }

    /// Removes what is in the session; what is left of itself goes when nobody needs to be told any more.
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
        long expiresAt = Instant.now().plus(tombstonesKept).getEpochSecond();
        ask(dynamo -> dynamo.updateItem(update -> update.tableName(name)
                .key(key(owner, id))
                .updateExpression("SET expiresAt = :expiresAt")
                .expressionAttributeValues(Map.of(":expiresAt", SessionItems.number(expiresAt)))));
    }

    /// The owner's sessions in the order of their ids, so that one which is created or changed meanwhile moves none.
    ///
    /// @param after id of the last one of the page before
    public Slice all(Owner owner, @Nullable String after, int limit) {
        String from = after == null ? SessionItems.FIRST : SessionItems.FIRST + after + " ";
        QueryResponse answer = ask(dynamo -> dynamo.query(query -> query.tableName(name)
                .keyConditionExpression("pk = :owner AND sk BETWEEN :from AND :to")
                .filterExpression("attribute_not_exists(deletedAt)")
                .expressionAttributeValues(Map.of(
                        ":owner", text(owner.key()),
                        ":from", text(from),
                        ":to", text(SessionItems.FIRST + "~")))
                .consistentRead(true)
                .limit(limit)));
        AttributeValue last = answer.lastEvaluatedKey().get("sk");
        return new Slice(
                answer.items().stream().map(SessionItems::session).toList(),
                last == null ? null : last.s().substring(SessionItems.FIRST.length()));
    }

    /// @param last id that the next page comes after; null when there is none
    public record Slice(List<Session> sessions, @Nullable String last) {
        public Slice {
            sessions = List.copyOf(sessions);
        }
    }

    private static Map<String, AttributeValue> key(Owner owner, String id) {
        return Map.of("pk", text(owner.key()), "sk", text(SessionItems.FIRST + id));
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

    /// @param base what `:base` stands for in the words, if it does
    private record Condition(String words, @Nullable Long base) {
        static final Condition NONE = new Condition(THERE, null);

        void bind(Map<String, AttributeValue> values) {
            if (base != null) values.put(":base", SessionItems.number(base));
        }
    }

    private static Condition allowed(SessionChange change, Base base) {
        return switch (base.resolution()) {
            case FAIL -> new Condition(THERE + " AND " + unchanged(base), base.version());
            case OVERWRITE -> Condition.NONE;
            case MERGE -> {
                var words = new ArrayList<>(List.of(THERE));
                if (change.title() != null) words.add(untouched("title"));
                if (change.model() != null) words.add(untouched("model"));
                yield new Condition(String.join(" AND ", words), base.version());
            }
        };
    }

    private static String unchanged(Base base) {
        return base.version() == 1 ? "(#version = :base OR attribute_not_exists(#version))" : "#version = :base";
    }

    private static String untouched(String field) {
        return "(attribute_not_exists(%1$sVersion) OR %1$sVersion <= :base)".formatted(field);
    }

    private Optional<Session> update(
            Owner owner, String id, Map<String, String> set, Instant now, Condition condition) {
        var versions = new StringBuilder(", #version = " + NEXT);
        if (set.containsKey("title")) versions.append(", titleVersion = " + NEXT);
        if (set.containsKey("model")) versions.append(", modelVersion = " + NEXT);
        set.putAll(ChangeMark.of(owner, now));
        var values = placeholders(set);
        values.put(":one", SessionItems.number(1));
        condition.bind(values);
        var names = names(set);
        names.put("#version", "version");
        try {
            var answer = ask(dynamo -> dynamo.updateItem(update -> update.tableName(name)
                    .key(key(owner, id))
                    .updateExpression(assignments(set) + versions)
                    .conditionExpression(condition.words())
                    .expressionAttributeNames(names)
                    .expressionAttributeValues(values)
                    .returnValues(ReturnValue.ALL_NEW)));
            changes.fire(ChangeNotice.ofSession(owner.key(), id));
            return Optional.of(SessionItems.session(answer.attributes()));
        } catch (ConditionalCheckFailedException absent) {
            return Optional.empty();
        }
    }

    private static Map<String, AttributeValue> recentKey(Owner owner, Session session) {
        var key = new HashMap<>(key(owner, session.id()));
        key.put("recentPk", text(owner.key()));
        key.put("updatedAt", text(ChangeMark.at(session.updatedAt())));
        return key;
    }
}
