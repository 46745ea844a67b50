package io.triade.local.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.local.settings.Settings;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;

@Timeout(60)
class DynamoDbTest {
    private static final Path DEFINITIONS = Path.of("../deploy/aws/tables.json");

    @TempDir
    private Path folder;

    @Test
    void createsTheTablesOfTheDefinitionsOnce() {
        try (var store = DynamoDb.start(settings(0, Optional.empty(), DEFINITIONS));
                var client = store.client()) {
            assertThat(client.listTables().tableNames()).contains("triade-sessions", "triade-prompts");

            new Tables(client).createMissing(Template.read(DEFINITIONS).tables());

            var sessions = client.describeTable(wanted -> wanted.tableName("triade-sessions"))
                    .table();
            assertThat(sessions.globalSecondaryIndexes())
                    .extracting(GlobalSecondaryIndexDescription::indexName)
                    .containsExactlyInAnyOrder("recent", "changes");
            assertThat(expiry(client, "triade-sessions")).isEqualTo("expiresAt");
            assertThat(expiry(client, "triade-prompts")).isEqualTo("expiresAt");
        }
    }

    @Test
    void addsTheIndexesThatATableFromEarlierLacks() throws Exception {
        String now = Files.readString(DEFINITIONS);
        var earlier = Files.writeString(
                folder.resolve("earlier.json"),
                now.replaceFirst("(?s),\\s*\\{\\s*\"IndexName\": \"changes\".*?KEYS_ONLY\" \\}\\s*\\}", "")
                        .replaceFirst("(?s),\\s*\\{ \"AttributeName\": \"changedPk\".*?\"changedAt\"[^}]*\\}", ""));
        try (var store = DynamoDb.start(settings(0, Optional.empty(), earlier));
                var client = store.client()) {
            var old = Map.of(
                    "pk", AttributeValue.fromS("acme#ana"),
                    "sk", AttributeValue.fromS("session#s_1"),
                    "changedPk", AttributeValue.fromS("acme#ana"),
                    "changedAt", AttributeValue.fromS("2026-11-26T00:00:00.000Z"));
            client.putItem(put -> put.tableName("triade-sessions").item(old));

            new Tables(client).createMissing(Template.read(DEFINITIONS).tables());

            assertThat(client.query(query -> query.tableName("triade-sessions")
                                    .indexName("changes")
                                    .keyConditionExpression("changedPk = :owner")
                                    .expressionAttributeValues(Map.of(":owner", AttributeValue.fromS("acme#ana"))))
                            .items())
                    .hasSize(1);
        }
    }

    @Test
    void keepsWhatWasWrittenAcrossARestart() {
        var settings = settings(0, Optional.of(folder), DEFINITIONS);
        var item = Map.of("pk", AttributeValue.fromS("acme"), "sk", AttributeValue.fromS("prompt#default#00000001"));
        try (var store = DynamoDb.start(settings);
                var client = store.client()) {
            client.putItem(put -> put.tableName("triade-prompts").item(item));
        }

        try (var store = DynamoDb.start(settings);
                var client = store.client()) {
            assertThat(client.getItem(get -> get.tableName("triade-prompts").key(item))
                            .item())
                    .isEqualTo(item);
        }
    }

    @Test
    void saysWhichSettingMovesItFromATakenPort() throws Exception {
        try (var taken = new ServerSocket(0)) {
            assertThatThrownBy(() -> DynamoDb.start(settings(taken.getLocalPort(), Optional.empty(), DEFINITIONS)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("port %d is taken; set LOCAL_AWS_DYNAMODB_PORT to another one", taken.getLocalPort());
        }
    }

    @Test
    void refusesADefinitionItDoesNotKnow() throws Exception {
        assertRefused("{\"Resources\":{\"Q\":{\"Type\":\"AWS::SQS::Queue\",\"Properties\":null}}}", "AWS::SQS::Queue");
        assertRefused("""
                {"Resources":{"T":{"Type":"AWS::DynamoDB::Table","Properties":{"TableName":"t",
                "BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[],"KeySchema":[],"StreamSpecification":{}}}}}
                """, "StreamSpecification");
        assertRefused(
                "{\"Resources\":{\"T\":{\"Type\":\"AWS::DynamoDB::Table\",\"Properties\":{\"TableName\":\"t\"}}}}",
                "BillingMode of t must be PAY_PER_REQUEST, was null");
        assertRefused("{}", "Resources is missing");
        assertRefused("null", "is empty");
        assertRefused("{", "line 1");
        assertThatThrownBy(() -> Template.read(folder.resolve("none.json"))).hasMessageContaining("does not exist");
    }

    private void assertRefused(String json, String said) throws Exception {
        var file = Files.writeString(folder.resolve("tables.json"), json);
        assertThatThrownBy(() -> Template.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(said);
    }

    private static String expiry(DynamoDbClient client, String table) {
        return client.describeTimeToLive(wanted -> wanted.tableName(table))
                .timeToLiveDescription()
                .attributeName();
    }

    private static Settings settings(int port, Optional<Path> data, Path tables) {
        var given = new HashMap<>(
                Map.of("LOCAL_AWS_DYNAMODB_PORT", Integer.toString(port), "LOCAL_AWS_TABLES", tables.toString()));
        data.ifPresent(folder -> given.put("LOCAL_AWS_DATA", folder.toString()));
        return Settings.read(given::get);
    }
}
