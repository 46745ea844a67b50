package io.triade.orchestration.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.orchestration.Client;
import io.triade.orchestration.Client.Answer;
import io.triade.orchestration.Neighbours;
import io.triade.orchestration.paging.Cursor;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class ChangesIT {
    @Inject
    DynamoDbClient dynamo;

    @Test
    void beginsWithEverythingAndGoesOnWithWhatChanged() {
        // Given
        var ana = Client.of("acme", "changes-1");
        String kept = ana.session();
        String renamed = ana.session();
        String deleted = ana.session();
        var offline = new Replica(ana);
        assertThat(offline.pull()).hasSize(3);
        offline.pull();

        // When
        ana.patch("/v1/sessions/" + renamed, "{\"title\":\"One\"}");
        ana.patch("/v1/sessions/" + renamed, "{\"title\":\"Two\"}");
        ana.delete("/v1/sessions/" + deleted);
        String created = ana.session();

        // Then
        assertThat(offline.pull()).hasSize(3);
        assertThat(offline.sessions).containsOnlyKeys(kept, renamed, created);
        assertThat(offline.sessions.get(renamed))
                .isEqualTo(ana.get("/v1/sessions/" + renamed).body());
        assertThat(offline.tombstones).containsOnlyKeys(deleted);
        assertThat(offline.pull()).isEmpty();
    }

    @Test
    void tellsOfTurnsAsTheyBeginAndEnd() {
        // Given
        var ana = Client.of("acme", "changes-2");
        String session = ana.session();
        var offline = new Replica(ana);
        offline.pull();

        // When
        try (var running = ana.stream(session, "stall 1")) {
            String id = running.next().path("runId").asText();
            offline.pull();
            assertThat(offline.turns.get(id).path("state").asText()).isEqualTo("running");
            assertThat(ana.delete("/v1/runs/" + id).status()).isEqualTo(200);
        }
        String answered = ana.ask(session, "hello there").body().path("id").asText();

        // Then
        await().untilAsserted(() -> {
            offline.pull();
            assertThat(List.copyOf(offline.turns.values())).isEqualTo(ana.turns(session));
        });
        assertThat(offline.turns.get(answered).path("output").asText()).isEqualTo("hello there ");
        assertThat(offline.version(session)).isEqualTo(version(ana, session));
    }

    @Test
    void takesBackATurnThatWasRefused() {
        var ana = Client.of("acme", "changes-3");
        String session = ana.session();
        var offline = new Replica(ana);
        offline.pull();

        assertThat(ana.ask(session, "refuse 422 unknown-model").status()).isEqualTo(422);

        await().untilAsserted(() -> {
            List<String> told = offline.pull().stream()
                    .map(item -> item.path("type").asText())
                    .toList();
            assertThat(told).contains("turn-removed");
        });
        assertThat(offline.turns).isEmpty();
    }

    @Test
    void tellsNothingOfTheTurnsOfADeletedSession() {
        var ana = Client.of("acme", "changes-4");
        var offline = new Replica(ana);
        offline.pull();
        String session = ana.session();
        for (int i = 0; i < 3; i++) ana.ask(session, "untitled question " + i);
        ana.delete("/v1/sessions/" + session);

        List<JsonNode> told = offline.pull();

        assertThat(told).extracting(item -> item.path("type").asText()).containsExactly("tombstone");
    }

    @Test
    void comesInPagesOfAnySizeWithoutLosingOrDoubling() {
        // Given
        var ana = Client.of("acme", "changes-5");
        for (int i = 0; i < 60; i++) ana.session();
        var offline = new Replica(ana, 7);
        assertThat(offline.pull()).hasSize(60);
        while (!offline.pull().isEmpty()) {}

        // When
        var changed = new ArrayList<String>();
        for (String id : offline.sessions.keySet()) {
            ana.patch("/v1/sessions/" + id, "{\"title\":\"changed\"}");
            changed.add(id);
        }

        // Then
        var told = offline.pull().stream()
                .map(item -> item.at("/session/id").asText())
                .toList();
        assertThat(told).hasSize(60);
        assertThat(new HashSet<>(told)).isEqualTo(new HashSet<>(changed));
    }

    @Test
    void missesNothingThatChangesWhileEverythingIsListed() {
        // Given
        var ana = Client.of("acme", "changes-6");
        for (int i = 0; i < 10; i++) ana.session();
        JsonNode first = ana.get("/v1/sessions/changes?limit=5").body();
        var offline = new Replica(ana, 5);
        first.path("items").forEach(offline::take);
        offline.cursor = first.path("cursor").asText();

        // When
        String listed = first.at("/items/0/session/id").asText();
        String other = first.at("/items/1/session/id").asText();
        ana.patch("/v1/sessions/" + listed, "{\"title\":\"after it was listed\"}");
        ana.delete("/v1/sessions/" + other);
        ana.put("/v1/sessions/s_00000000000000000000000000", "{\"title\":\"before the place\"}");

        // Then
        while (!offline.pull().isEmpty()) {}
        assertThat(offline.sessions).hasSize(10).containsKey("s_00000000000000000000000000");
        assertThat(offline.version(listed)).isEqualTo(2);
        assertThat(offline.tombstones).containsOnlyKeys(other);
    }

    @Test
    void tellsAChangeThatWasMadeEarlyAndSeenLate() {
        // Given
        var ana = Client.of("acme", "changes-7");
        String slow = ana.session();
        var offline = new Replica(ana);
        offline.pull();
        for (int i = 0; i < 3; i++) ana.session();
        offline.pull();

        // When
        Instant early = Instant.now().minusSeconds(3_600);
        dynamo.updateItem(update -> update.tableName("triade-sessions")
                .key(Map.of(
                        "pk", AttributeValue.fromS("acme#changes-7"), "sk", AttributeValue.fromS("session#" + slow)))
                .updateExpression("SET title = :title, #version = #version + :one, changedPk = :pk, changedAt = :at")
                .expressionAttributeNames(Map.of("#version", "version"))
                .expressionAttributeValues(Map.of(
                        ":title", AttributeValue.fromS("late"),
                        ":one", AttributeValue.fromN("1"),
                        ":pk", AttributeValue.fromS("acme#changes-7"),
                        ":at", AttributeValue.fromS(early.toString()))));

        // Then
        assertThat(offline.pull()).hasSize(1);
        assertThat(offline.sessions.get(slow).path("title").asText()).isEqualTo("late");
    }

    @Test
    void keepsOwnersApart() {
        var ana = Client.of("acme", "changes-8");
        var bruno = Client.of("globex", "changes-8");
        var offline = new Replica(bruno);
        offline.pull();
        ana.session();

        assertThat(offline.pull()).isEmpty();
        var anas = new Replica(ana);
        anas.pull();
        assertRefused(bruno.get("/v1/sessions/changes?since=" + anas.cursor), 422, "invalid-field");
    }

    @Test
    void refusesCursorsThatAreNoneOrTooOld() {
        var ana = Client.of("acme", "changes-9");
        ana.session();
        String list = "changes acme#changes-9";
        long old = Instant.now().minus(Duration.ofDays(31)).getEpochSecond();
        long now = Instant.now().getEpochSecond();

        assertRefused(ana.get("/v1/sessions/changes?since=garbage"), 422, "invalid-field");
        assertRefused(since(ana, Cursor.of(list, "nonsense")), 422, "invalid-field");
        assertRefused(since(ana, Cursor.of("sessions acme#changes-9", "d " + now + " 1 0")), 422, "invalid-field");
        assertRefused(since(ana, Cursor.of(list, "d " + now + " 1 0")), 410, "cursor-expired");
        new Replica(ana).pull();
        assertThat(since(ana, Cursor.of(list, "d " + now + " 1 0")).status()).isEqualTo(200);
        assertRefused(since(ana, Cursor.of(list, "d " + old + " 1 0")), 410, "cursor-expired");
        assertRefused(since(ana, Cursor.of(list, "b " + old + " 1")), 410, "cursor-expired");
        assertRefused(since(ana, Cursor.of(list, "d " + now + " 99 0")), 410, "cursor-expired");
        assertRefused(ana.get("/v1/sessions/changes?limit=0"), 422, "invalid-field");
        assertRefused(ana.delete("/v1/sessions/changes"), 405, "method-not-allowed");
    }

    private static Answer since(Client client, String cursor) {
        return client.get("/v1/sessions/changes?since=" + cursor);
    }

    private static long version(Client client, String session) {
        return client.get("/v1/sessions/" + session).body().path("version").asLong();
    }

    private static void assertRefused(Answer answer, int status, String slug) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.body().path("type").asText()).isEqualTo("/problems/" + slug);
    }
}
