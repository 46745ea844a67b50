package io.triade.local.stores;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/// Creates what a store lacks of the defined tables; a table that exists is left as it is.
final class Tables {
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
                }
                table.expiry().ifPresent(attribute -> expire(table.tableName(), attribute));
            } catch (SdkException e) {
                throw new IllegalStateException(
                        "table %s cannot be created: %s".formatted(table.tableName(), e.getMessage()), e);
            }
        }
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
                .attributeDefinitions(table.attributeDefinitions().stream()
                        .map(attribute -> AttributeDefinition.builder()
                                .attributeName(attribute.attributeName())
                                .attributeType(attribute.attributeType())
                                .build())
                        .toList());
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
                .projection(projection -> projection
                        .projectionType(index.projection().projectionType())
                        .nonKeyAttributes(index.projection().nonKeyAttributes()))
                .build();
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
