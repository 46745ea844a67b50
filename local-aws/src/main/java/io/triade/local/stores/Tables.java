package io.triade.local.stores;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/// Creates what a store lacks of the defined tables and their indexes; what exists is left as it is.
final class Tables {
    private static final long PAUSE_NANOS = 20_000_000;

    private final DynamoDbClient client;

    Tables(DynamoDbClient client) {
        this.client = client;
    }

    /// Blocks until every table can be used.
    ///
    /// @throws IllegalStateException naming the table that the store refuses, and why
    void createMissing(List<Template.Table> tables) {
        Set<String> existing = new HashSet<>();
        client.listTablesPaginator().tableNames().forEach(existing::add);
        for (var table : tables) {
            try {
                if (!existing.contains(table.tableName())) {
                    client.createTable(request(table));
                    client.waiter().waitUntilTableExists(wanted -> wanted.tableName(table.tableName()));
                } else {
                    addIndexes(table);
                }
                table.expiry().ifPresent(attribute -> expire(table.tableName(), attribute));
            } catch (SdkException e) {
                throw new IllegalStateException(
                        "table %s cannot be created: %s".formatted(table.tableName(), e.getMessage()), e);
            }
        }
    }

    /// A store takes one new index at a time.
    private void addIndexes(Template.Table table) {
        var known = describe(table).globalSecondaryIndexes().stream()
                .map(GlobalSecondaryIndexDescription::indexName)
                .toList();
        for (var index : table.indexes()) {
            if (known.contains(index.indexName())) continue;
            var creation = GlobalSecondaryIndexUpdate.builder()
                    .create(create -> create.indexName(index.indexName())
                            .keySchema(keys(index.keySchema()))
                            .projection(projection(index)))
                    .build();
            client.updateTable(update -> update.tableName(table.tableName())
                    .attributeDefinitions(attributes(table))
                    .globalSecondaryIndexUpdates(List.of(creation)));
            while (!describe(table).globalSecondaryIndexes().stream()
                    .allMatch(described -> described.indexStatus() == IndexStatus.ACTIVE)) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private TableDescription describe(Template.Table table) {
        return client.describeTable(wanted -> wanted.tableName(table.tableName()))
                .table();
    }

    private void expire(String tableName, String attribute) {
        var now = client.describeTimeToLive(wanted -> wanted.tableName(tableName))
                .timeToLiveDescription()
                .timeToLiveStatus();
        if (now == TimeToLiveStatus.DISABLED) {
            client.updateTimeToLive(update -> update.tableName(tableName)
                    .timeToLiveSpecification(
                            expiry -> expiry.attributeName(attribute).enabled(true)));
        }
    }

    private static CreateTableRequest request(Template.Table table) {
        var request = CreateTableRequest.builder()
                .tableName(table.tableName())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(keys(table.keySchema()))
                .attributeDefinitions(attributes(table));
        if (!table.indexes().isEmpty()) {
            request.globalSecondaryIndexes(
                    table.indexes().stream().map(Tables::index).toList());
        }
        return request.build();
    }

    private static GlobalSecondaryIndex index(Template.Index index) {
        return GlobalSecondaryIndex.builder()
                .indexName(index.indexName())
                .keySchema(keys(index.keySchema()))
                .projection(projection(index))
                .build();
    }

    private static Projection projection(Template.Index index) {
        return Projection.builder()
                .projectionType(index.projection().projectionType())
                .nonKeyAttributes(index.projection().nonKeyAttributes())
                .build();
    }

    private static List<AttributeDefinition> attributes(Template.Table table) {
        return table.attributeDefinitions().stream()
                .map(attribute -> AttributeDefinition.builder()
                        .attributeName(attribute.attributeName())
                        .attributeType(attribute.attributeType())
                        .build())
                .toList();
    }

    private static List<KeySchemaElement> keys(List<Template.Key> keys) {
        return keys.stream()
                .map(key -> KeySchemaElement.builder()
                        .attributeName(key.attributeName())
                        .keyType(key.keyType())
                        .build())
                .toList();
    }
}
