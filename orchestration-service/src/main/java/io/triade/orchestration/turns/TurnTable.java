package io.triade.orchestration.turns;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.sessions.Turn;
import io.triade.orchestration.sessions.ChangeMark;
import io.triade.orchestration.sessions.SessionTable;
import io.triade.orchestration.sessions.SessionsConfig;
import io.triade.orchestration.tables.DynamoTable;
import io.triade.orchestration.tables.Owner;
import io.triade.orchestration.tables.StoreCalls;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// Turns in DynamoDB, beside their session's other items. An item holds 400 kB: an output too long for it is kept in
/// items of its own, written before the turn says that they are there.
@Singleton
public class TurnTable extends DynamoTable {
    public static final String FIRST = "turn#";
    private static final String LAST = "turn#~";

    /// In the partition of changes, what is left of a turn that was taken back.
    public static final String GONE = "gone#";

    private final SessionTable sessions;
    private final TurnItems items;
    private final Duration goneKept;

    TurnTable(
            DynamoDbClient dynamo,
            StoreCalls calls,
            SessionTable sessions,
            ObjectMapper mapper,
            SessionsConfig config) {
        super(dynamo, calls, config.table());
        this.sessions = sessions;
        this.items = new TurnItems(mapper);
        this.goneKept = config.changesKept().plus(Duration.ofDays(1));
    }

    /// For the transaction that begins a turn: adds it as running and marks its session as used. It fails when there is
    /// no such session.
    Writes begin(Owner owner, Turn turn) {
        Map<String, String> running = marked(owner, items.running(turn));
        Put put = Put.builder()
                .tableName(name)
                .item(item(key(owner, turn.sessionId(), turn.id()), running))
                .build();
        var use = sessions.use(owner, turn.sessionId(), turn.createdAt());
        return new Writes(List.of(
                TransactWriteItem.builder().update(use).build(),
                TransactWriteItem.builder().put(put).build()));
    }

    /// For the transaction that ends a turn, which fails when the turn is no longer there. What does not fit its
    /// item is written at once.
    Writes end(Owner owner, Turn turn) {
        List<String> parts = items.parts(turn);
        for (int i = 0; i < parts.size(); i++) {
            var part = item(partKey(owner, turn, i), Map.of("output", parts.get(i)));
            ask(dynamo -> dynamo.putItem(put -> put.tableName(name).item(part)));
        }
        Map<String, String> ended = marked(owner, items.ended(turn, parts.size()));
        var values = placeholders(ended);
        values.put(":running", text("running"));
        return new Writes(List.of(TransactWriteItem.builder()
                .update(update -> update.tableName(name)
                        .key(key(owner, turn.sessionId(), turn.id()))
                        .updateExpression(assignments(ended))
                        .conditionExpression("attribute_exists(pk) AND #state = :running")
                        .expressionAttributeNames(names(ended))
                        .expressionAttributeValues(values))
                .build()));
    }

    /// Takes back what `end` wrote of a turn whose session is gone.
    void undo(Owner owner, Turn turn) {
        for (int i = 0; i < items.parts(turn).size(); i++) delete(partKey(owner, turn, i));
    }

    /// For the transaction that takes back a turn that never was one, because it was refused. Who has heard of it
    /// is told so.
    Writes forget(Owner owner, String sessionId, String id) {
        var gone = item(
                Map.of("pk", text(owner.changesKey()), "sk", text(GONE + id)),
                marked(owner, Map.of("sessionId", sessionId)));
        long expiresAt = Instant.now().plus(goneKept).getEpochSecond();
        gone.put("expiresAt", AttributeValue.fromN(Long.toString(expiresAt)));
        return new Writes(List.of(
                TransactWriteItem.builder()
                        .delete(delete -> delete.tableName(name).key(key(owner, sessionId, id)))
                        .build(),
                TransactWriteItem.builder()
                        .put(put -> put.tableName(name).item(gone))
                        .build()));
    }

    Optional<StoredTurn> find(Owner owner, String sessionId, String id) {
        var answer = ask(dynamo -> dynamo.getItem(
                get -> get.tableName(name).key(key(owner, sessionId, id)).consistentRead(true)));
        return answer.hasItem() ? Optional.of(items.turn(sessionId, values(answer.item()))) : Optional.empty();
    }

    /// A turn's item as the changes bring it, with the whole output wherever it is.
    public Turn read(Owner owner, String sessionId, Map<String, AttributeValue> item) {
        StoredTurn stored = items.turn(sessionId, values(item));
        return StoredTurn.withOutput(stored.turn(), output(owner, stored));
    }

    /// Turns after another, the oldest first.
    ///
    /// @param id absent: from the oldest
    Slice after(Owner owner, String sessionId, @Nullable String id, int limit) {
        return slice(owner, sessionId, new Range(id == null ? FIRST : FIRST + id + " ", LAST, true, limit));
    }

    /// Turns from one on backwards, the newest first.
    ///
    /// @param id absent: from the newest
    List<StoredTurn> upTo(Owner owner, String sessionId, @Nullable String id, int limit) {
        return slice(owner, sessionId, new Range(FIRST, id == null ? LAST : FIRST + id, false, limit))
                .turns();
    }

    /// The turn's output, wherever it is.
    String output(Owner owner, StoredTurn stored) {
        if (stored.parts() == 0) return stored.turn().output();
        var whole = new StringBuilder();
        for (int i = 0; i < stored.parts(); i++) {
            var key = partKey(owner, stored.turn(), i);
            var answer = ask(
                    dynamo -> dynamo.getItem(get -> get.tableName(name).key(key).consistentRead(true)));
            whole.append(the(answer.item(), "output").s());
        }
        return whole.toString();
    }

    /// @param more true when there are further turns behind the last; there may be fewer than asked for, since
    ///     DynamoDB reads at most a megabyte at once
    record Slice(List<StoredTurn> turns, boolean more) {
        Slice {
            turns = List.copyOf(turns);
        }
    }

    private record Range(String from, String to, boolean forward, int limit) {}

    private Slice slice(Owner owner, String sessionId, Range range) {
        var answer = ask(dynamo -> dynamo.query(query -> query.tableName(name)
                .keyConditionExpression("pk = :pk AND sk BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(
                        ":pk", text(owner.sessionKey(sessionId)),
                        ":from", text(range.from()),
                        ":to", text(range.to())))
                .consistentRead(true)
                .scanIndexForward(range.forward())
                .limit(range.limit() + 1)));
        List<StoredTurn> found = answer.items().stream()
                .limit(range.limit())
                .map(item -> items.turn(sessionId, values(item)))
                .toList();
        return new Slice(
                found,
                answer.items().size() > range.limit()
                        || !answer.lastEvaluatedKey().isEmpty());
    }

    private void delete(Map<String, AttributeValue> key) {
        ask(dynamo -> dynamo.deleteItem(delete -> delete.tableName(name).key(key)));
    }

    private static Map<String, AttributeValue> key(Owner owner, String sessionId, String id) {
        return Map.of("pk", text(owner.sessionKey(sessionId)), "sk", text(FIRST + id));
    }

    private static Map<String, AttributeValue> partKey(Owner owner, Turn turn, int part) {
        return Map.of(
                "pk", text(owner.sessionKey(turn.sessionId())),
                "sk", text("output#%s#%04d".formatted(turn.id(), part)));
    }

    private static Map<String, String> marked(Owner owner, Map<String, String> values) {
        var marked = new HashMap<>(values);
        marked.putAll(ChangeMark.of(owner, Instant.now()));
        return marked;
    }

    private static Map<String, AttributeValue> item(Map<String, AttributeValue> key, Map<String, String> values) {
        var item = new HashMap<>(attributes(values));
        item.putAll(key);
        return item;
    }
}
