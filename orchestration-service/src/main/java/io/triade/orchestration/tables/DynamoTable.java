package io.triade.orchestration.tables;

import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// What every table here does the same way. All attributes are strings; writes that only collided are tried again, and
/// what the store cannot do is a `store-failed` problem. A condition that does not hold is left to the caller, who
/// knows what it means.
public abstract class DynamoTable {
    private static final int TRIES = 8;
    private static final long FIRST_PAUSE_NANOS = 2_000_000;

    private final DynamoDbClient dynamo;
    protected final String name;

    /// What one table wants written in another's transaction, all or nothing.
    public record Writes(List<TransactWriteItem> items) {
        public static final Writes NONE = new Writes(List.of());

        public Writes {
            items = List.copyOf(items);
        }
    }

    private final StoreCalls calls;

    protected DynamoTable(DynamoDbClient dynamo, StoreCalls calls, String name) {
        this.dynamo = dynamo;
        this.calls = calls;
        this.name = name;
    }

    protected final <T> T ask(Function<DynamoDbClient, T> call) {
        return calls.inTurn(() -> askNow(call));
    }

    /// For the few calls that must not wait behind what callers want.
    protected final <T> T askNow(Function<DynamoDbClient, T> call) {
        for (int tried = 1; ; tried++) {
            try {
                return call.apply(dynamo);
            } catch (ConditionalCheckFailedException refused) {
                throw refused;
            } catch (TransactionCanceledException cancelled) {
                if (because(cancelled, "ConditionalCheckFailed")) throw cancelled;
                if (tried == TRIES || !because(cancelled, "TransactionConflict")) throw failed(cancelled);
            } catch (TransactionConflictException conflict) {
                if (tried == TRIES) throw failed(conflict);
            } catch (SdkException broken) {
                throw failed(broken);
            }
            long longest = FIRST_PAUSE_NANOS << tried;
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest));
        }
    }

    /// Removes whatever a query finds until it finds nothing more. What breaks off can be done again.
    ///
    /// @param some keys of at most 25 items that are still there
    protected final void removeAll(Supplier<List<Map<String, AttributeValue>>> some) {
        for (var keys = some.get(); !keys.isEmpty(); keys = some.get()) {
            List<WriteRequest> all = keys.stream().map(DynamoTable::deletion).toList();
            for (Map<String, List<WriteRequest>> left = Map.of(name, all); !left.isEmpty(); ) {
                Map<String, List<WriteRequest>> wanted = left;
                left = ask(dynamo -> dynamo.batchWriteItem(write -> write.requestItems(wanted)))
                        .unprocessedItems();
            }
        }
    }

    private static WriteRequest deletion(Map<String, AttributeValue> key) {
        return WriteRequest.builder()
                .deleteRequest(DeleteRequest.builder().key(key).build())
                .build();
    }

    /// An attribute that every such item has.
    public static AttributeValue the(Map<String, AttributeValue> item, String attribute) {
        AttributeValue value = item.get(attribute);
        if (value == null) throw new IllegalStateException("a stored item has no " + attribute);
        return value;
    }

    public static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    public static Map<String, AttributeValue> attributes(Map<String, String> values) {
        var attributes = new HashMap<String, AttributeValue>();
        values.forEach((name, value) -> attributes.put(name, text(value)));
        return attributes;
    }

    protected static Map<String, String> values(Map<String, AttributeValue> attributes) {
        var values = new HashMap<String, String>();
        attributes.forEach((name, value) -> values.put(name, value.s()));
        return values;
    }

    /// `SET #a = :a, …`: several of our words are reserved in DynamoDB's.
    protected static String assignments(Map<String, String> values) {
        return "SET "
                + String.join(
                        ", ",
                        values.keySet().stream()
                                .map(name -> "#" + name + " = :" + name)
                                .toList());
    }

    protected static Map<String, String> names(Map<String, String> values) {
        var names = new HashMap<String, String>();
        values.keySet().forEach(name -> names.put("#" + name, name));
        return names;
    }

    protected static Map<String, AttributeValue> placeholders(Map<String, String> values) {
        var placeholders = new HashMap<String, AttributeValue>();
        values.forEach((name, value) -> placeholders.put(":" + name, text(value)));
        return placeholders;
    }

    private static boolean because(TransactionCanceledException cancelled, String code) {
        return cancelled.cancellationReasons().stream().anyMatch(why -> code.equals(why.code()));
    }

    private static ProblemException failed(SdkException cause) {
        return new ProblemException(
                ProblemType.STORE_FAILED, "The store cannot be read or written just now; try again.", cause);
    }
}
