package io.triade.orchestration.changes;

import io.triade.contracts.sessions.SyncItem;
import io.triade.contracts.sessions.SyncItem.SessionChanged;
import io.triade.contracts.sessions.SyncItem.SessionDeleted;
import io.triade.contracts.sessions.SyncItem.TurnChanged;
import io.triade.contracts.sessions.SyncItem.TurnRemoved;
import io.triade.orchestration.changes.Entry.Change;
import io.triade.orchestration.sessions.ChangeMark;
import io.triade.orchestration.sessions.SessionItems;
import io.triade.orchestration.sessions.SessionState;
import io.triade.orchestration.sessions.SessionsConfig;
import io.triade.orchestration.tables.DynamoTable;
import io.triade.orchestration.tables.Owner;
import io.triade.orchestration.tables.StoreCalls;
import io.triade.orchestration.turns.TurnTable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/// The numbers of an owner's changes, in a partition of their own beside the sessions. A number is given in one
/// transaction with taking the mark away, and always the next one; so whoever has read the head and then asks for what
/// is up to it misses nothing.
@Singleton
class ChangeTable extends DynamoTable {
    private static final String HEAD = "head";
    private static final int MOST_KEYS = 100;

    private final TurnTable turns;
    private final Duration kept;

    ChangeTable(DynamoDbClient dynamo, StoreCalls calls, TurnTable turns, SessionsConfig config) {
        super(dynamo, calls, config.table());
        this.turns = turns;
        this.kept = config.changesKept().plus(Duration.ofDays(1));
    }

    /// @param number the last one that was given
    /// @param since when somebody first wanted this owner's changes; what is older nobody was promised
    record Head(long number, Instant since) {}

    Optional<Head> head(Owner owner) {
        var answer = ask(dynamo ->
                dynamo.getItem(get -> get.tableName(name).key(key(owner, HEAD)).consistentRead(true)));
        if (!answer.hasItem()) return Optional.empty();
        return Optional.of(new Head(
                Long.parseLong(the(answer.item(), "number").n()),
                Instant.parse(the(answer.item(), "since").s())));
    }

    /// The head, made if there is none.
    Head open(Owner owner, Instant now) {
        var item = new HashMap<>(key(owner, HEAD));
        item.put("number", number(0));
        item.put("since", text(ChangeMark.at(now)));
        try {
            ask(dynamo -> dynamo.putItem(
                    put -> put.tableName(name).item(item).conditionExpression("attribute_not_exists(pk)")));
        } catch (ConditionalCheckFailedException opened) {
            // By another reader at the same time.
        }
        return head(owner).orElseThrow(() -> new IllegalStateException("the head of changes is gone"));
    }

    /// What has changed since a moment and has no number yet, the oldest first. A change may take a moment to be seen
    /// here; it is then numbered later.
    List<Ref> marked(Owner owner, Instant from, int limit) {
        return ask(dynamo -> dynamo.query(query -> query.tableName(name)
                        .indexName(ChangeMark.INDEX)
                        .keyConditionExpression("changedPk = :owner AND changedAt >= :from")
                        .expressionAttributeValues(
                                Map.of(":owner", text(owner.key()), ":from", text(ChangeMark.at(from))))
                        .limit(limit)))
                .items()
                .stream()
                .map(item -> Ref.of(owner, the(item, "pk").s(), the(item, "sk").s()))
                .toList();
    }

    /// Gives the next number to all of them that are still there and marked.
    ///
    /// @param head the last number that was given
    /// @return the last number now; empty when somebody else has given the next one
    OptionalLong number(Owner owner, long head, List<Ref> marked) {
        var refs = new ArrayList<>(marked);
        while (!refs.isEmpty()) {
            var all = writes(owner, head, refs);
            try {
                ask(dynamo -> dynamo.transactWriteItems(write -> write.transactItems(all)));
                return OptionalLong.of(head + 1);
            } catch (TransactionCanceledException refused) {
                var reasons = refused.cancellationReasons();
                if ("ConditionalCheckFailed".equals(reasons.get(0).code())) return OptionalLong.empty();
                for (int i = refs.size() - 1; i >= 0; i--) {
                    if ("ConditionalCheckFailed".equals(reasons.get(i + 2).code())) refs.remove(i);
                }
            }
        }
        return OptionalLong.of(head);
    }

    private List<TransactWriteItem> writes(Owner owner, long head, List<Ref> refs) {
        var entry = new HashMap<>(key(owner, position(head + 1)));
        entry.put(
                "refs",
                AttributeValue.fromL(
                        refs.stream().map(ref -> text(ref.written())).toList()));
        entry.put("expiresAt", number(Instant.now().plus(kept).getEpochSecond()));
        var all = new ArrayList<TransactWriteItem>();
        all.add(TransactWriteItem.builder()
                .update(update -> update.tableName(name)
                        .key(key(owner, HEAD))
                        .updateExpression("SET #number = :next")
                        .conditionExpression("#number = :head")
                        .expressionAttributeNames(Map.of("#number", "number"))
                        .expressionAttributeValues(Map.of(":head", number(head), ":next", number(head + 1))))
                .build());
        all.add(TransactWriteItem.builder()
                .put(put -> put.tableName(name).item(entry))
                .build());
        for (Ref ref : refs) {
            all.add(TransactWriteItem.builder()
                    .update(update -> update.tableName(name)
                            .key(key(owner, ref))
                            .updateExpression("SET changeNumber = :next REMOVE changedPk, changedAt")
                            .conditionExpression("attribute_exists(changedPk)")
                            .expressionAttributeValues(Map.of(":next", number(head + 1))))
                    .build());
        }
        return all;
    }

    /// @param more true when there are further ones behind the last
    record Entries(List<Entry> entries, boolean more) {
        Entries {
            entries = List.copyOf(entries);
        }
    }

    Entries entries(Owner owner, long from, long to, int limit) {
        var answer = ask(dynamo -> dynamo.query(query -> query.tableName(name)
                .keyConditionExpression("pk = :pk AND sk BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(
                        ":pk", text(owner.changesKey()),
                        ":from", text(position(from)),
                        ":to", text(position(to))))
                .consistentRead(true)
                .limit(limit)));
        var entries = answer.items().stream()
                .map(item -> new Entry(
                        Long.parseLong(the(item, "sk").s().substring("change#".length())),
                        the(item, "refs").l().stream()
                                .map(ref -> Ref.read(ref.s()))
                                .toList()))
                .toList();
        return new Entries(entries, !answer.lastEvaluatedKey().isEmpty());
    }

    /// What has become of each; empty for what changed once more and is told of under that later number, and for what
    /// is gone with its session.
    List<Optional<SyncItem>> read(Owner owner, List<Change> changes) {
        Set<Ref> wanted = new LinkedHashSet<>();
        for (Change change : changes) {
            wanted.add(change.ref());
            if (change.ref().turn()) wanted.add(Ref.session(change.ref().sessionId()));
        }
        var items = items(owner, wanted);
        return changes.stream()
                .map(change -> Optional.ofNullable(items.get(change.ref()))
                        .filter(item -> current(item, change))
                        .flatMap(item -> told(owner, change.ref(), item, items)))
                .toList();
    }

    private Optional<SyncItem> told(
            Owner owner, Ref ref, Map<String, AttributeValue> item, Map<Ref, Map<String, AttributeValue>> items) {
        if (ref.removedTurn()) {
            return Optional.of(new TurnRemoved(the(item, "sessionId").s(), ref.id()));
        }
        if (ref.turn()) {
            var session = items.get(Ref.session(ref.sessionId()));
            if (session == null || !(SessionItems.state(session) instanceof SessionState.Live)) return Optional.empty();
            return Optional.of(new TurnChanged(turns.read(owner, ref.sessionId(), item)));
        }
        return Optional.of(
                switch (SessionItems.state(item)) {
                    case SessionState.Live live -> new SessionChanged(live.session());
                    case SessionState.Deleted deleted -> new SessionDeleted(deleted.tombstone());
                });
    }

    private static boolean current(Map<String, AttributeValue> item, Change change) {
        AttributeValue number = item.get(ChangeMark.NUMBER);
        return number != null && Long.parseLong(number.n()) == change.number();
    }

    private Map<Ref, Map<String, AttributeValue>> items(Owner owner, Set<Ref> wanted) {
        var found = new HashMap<Ref, Map<String, AttributeValue>>();
        var keys = wanted.stream().map(ref -> key(owner, ref)).toList();
        for (int from = 0; from < keys.size(); from += MOST_KEYS) {
            var some = consistent(keys.subList(from, Math.min(from + MOST_KEYS, keys.size())));
            for (Map<String, KeysAndAttributes> left = Map.of(name, some); !left.isEmpty(); ) {
                Map<String, KeysAndAttributes> next = left;
                var answer = ask(dynamo -> dynamo.batchGetItem(get -> get.requestItems(next)));
                for (var item : answer.responses().getOrDefault(name, List.of())) {
                    found.put(Ref.of(owner, the(item, "pk").s(), the(item, "sk").s()), item);
                }
                left = answer.unprocessedKeys();
            }
        }
        return found;
    }

    private static KeysAndAttributes consistent(List<Map<String, AttributeValue>> keys) {
        return KeysAndAttributes.builder().keys(keys).consistentRead(true).build();
    }

    private static String position(long number) {
        return "change#%019d".formatted(number);
    }

    private static Map<String, AttributeValue> key(Owner owner, String key) {
        return Map.of("pk", text(owner.changesKey()), "sk", text(key));
    }

    private static Map<String, AttributeValue> key(Owner owner, Ref ref) {
        return Map.of("pk", text(ref.partition(owner)), "sk", text(ref.key()));
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }
}
