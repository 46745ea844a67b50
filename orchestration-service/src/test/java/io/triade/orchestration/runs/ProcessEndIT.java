package io.triade.orchestration.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.orchestration.Client;
import io.triade.orchestration.Client.Answer;
import io.triade.orchestration.Neighbours;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of runs when the process that works on them is told to stop, or dies. It is the packaged service; the
/// one under the other tests is the other replica.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class ProcessEndIT {
    private static final List<String> SHARED = List.of(
            "triade.internal-token.secret",
            "orchestration.prompt-service.url",
            "orchestration.replicas.beat",
            "orchestration.replicas.lease",
            "quarkus.dynamodb.endpoint-override",
            "quarkus.dynamodb.aws.region",
            "quarkus.dynamodb.aws.credentials.type",
            "quarkus.dynamodb.aws.credentials.static-provider.access-key-id",
            "quarkus.dynamodb.aws.credentials.static-provider.secret-access-key");

    private final Client witness = Client.of("acme", "process-end");
    private Process process;
    private Client client;

    @BeforeEach
    void startsThePackagedService() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dquarkus.shutdown.timeout=3S"));
        SHARED.forEach(name -> command.add("-D" + name + "=" + Client.setting(name)));
        command.add("-Dquarkus.http.port=" + port);
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target/process-end.log").toFile())
                .start();
        client = witness.at("http://localhost:" + port);
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> client.get("/q/health/ready").status() == 200);
    }

    @AfterEach
    void leavesNoProcessBehind() {
        process.destroyForcibly();
    }

    @Test
    void letsRunsEndAndLeavesTheRestToAnotherReplicaWhenItIsToldToStop() {
        // Given
        String session = client.session();
        String left;
        try (var ending = client.stream(session, "slow 40");
                var endless = client.stream(session, "hang 2 5")) {
            ending.next();
            left = endless.next().path("runId").asText();

            // When
            process.destroy();

            // Then
            assertThat(ending.rest().getLast().path("type").asText()).isEqualTo("completed");
        }
        await().until(() -> !process.isAlive());
        List<JsonNode> events;
        try (var reader = witness.follow(left, 0)) {
            events = reader.rest();
        }
        assertThat(types(events))
                .containsExactly(
                        "started",
                        "text-delta",
                        "text-delta",
                        "usage",
                        "interrupted",
                        "text-delta",
                        "text-delta",
                        "text-delta",
                        "usage",
                        "completed");
        assertThat(events.get(4).path("reason").asText()).isEqualTo("owner-stopped");
        assertThat(text(events)).isEqualTo("w1 w2 w3 w4 w5 ");
        assertThat(witness.turns(session))
                .extracting(turn -> turn.path("state").asText())
                .containsExactly("succeeded", "succeeded");
        assertThat(witness.turns(session).getLast().path("output").asText()).isEqualTo("w1 w2 w3 w4 w5 ");
    }

    @ParameterizedTest
    @CsvSource({
        "hang 3 6, continue, succeeded, 5, w1 w2 w3 w4 w5 w6, 6, 6",
        "hang 3 6 cannot, continue, succeeded, 5, w1 w2 w3 w4 w5 w6, 7, 9",
        "hang 3 6, restart, succeeded, 1, w1 w2 w3 w4 w5 w6, 6, 9",
        "hang 3 6, fail, failed, 5, w1 w2 w3, 3, 3"
    })
    void isReplacedByAnotherReplicaWhenItDies(
            String text, String policy, String state, int rewindTo, String output, int input, int said) {
        // Given
        String body =
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}],\"onInterruption\":\"%s\"}"
                        .formatted(text, policy);
        String run;
        var seen = new ArrayList<JsonNode>();
        var stream = client.run(body);
        for (int i = 0; i < 4; i++) seen.add(stream.next());
        run = seen.getFirst().path("runId").asText();
        assertThat(witness.get("/v1/runs/" + run).body().path("state").asText()).isEqualTo("running");

        // When
        process.destroyForcibly();

        // Then
        try (var rest = witness.follow(run, 4)) {
            seen.addAll(rest.rest());
        }
        JsonNode kept = witness.get("/v1/runs/" + run).body();
        assertThat(kept.path("state").asText()).isEqualTo(state);
        assertThat(kept.path("output").asText().strip()).isEqualTo(output);
        assertThat(kept.path("attempts").asInt()).isEqualTo(2);
        assertThat(seen)
                .extracting(event -> event.path("offset").asInt())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, seen.size()).boxed().toList());
        assertThat(seen.get(4).at("/usage/outputTokens").asInt()).isEqualTo(3);
        assertThat(seen.get(5).path("type").asText()).isEqualTo("interrupted");
        assertThat(seen.get(5).path("rewindTo").asInt()).isEqualTo(rewindTo);
        assertThat(kept.at("/usage/inputTokens").asInt()).isEqualTo(input);
        assertThat(kept.at("/usage/outputTokens").asInt()).isEqualTo(said);
        assertThat(kept.at("/usage/estimated").asBoolean()).isTrue();
        assertThat(types(seen)).containsOnlyOnce("started").endsWith(state.equals("failed") ? "failed" : "completed");
        try (var whole = witness.follow(run, 0)) {
            assertThat(whole.rest()).isEqualTo(seen);
        }
    }

    @ParameterizedTest
    @CsvSource({"5, end_turn, w1 w2 w3 w4 w5", "3, max_tokens, w1 w2 w3"})
    void countsWhatALostReplicaHadSaidAgainstTheTokensOfTheAnswer(int maxTokens, String stopReason, String output) {
        // Given
        String body =
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hang 3 9\"}]}],\"parameters\":{\"maxTokens\":%d}}"
                        .formatted(maxTokens);
        var stream = client.run(body);
        String run = stream.next().path("runId").asText();
        for (int i = 0; i < 3; i++) stream.next();

        // When
        process.destroyForcibly();

        // Then
        try (var rest = witness.follow(run, 4)) {
            assertThat(types(rest.rest())).endsWith("completed");
        }
        JsonNode kept = witness.get("/v1/runs/" + run).body();
        assertThat(kept.path("output").asText().strip()).isEqualTo(output);
        assertThat(kept.path("stopReason").asText()).isEqualTo(stopReason);
        assertThat(kept.at("/usage/outputTokens").asInt()).isEqualTo(maxTokens);
    }

    @Test
    void letsGoOfARunThatWasTakenOverWhileItSlept() throws Exception {
        // Given
        String run;
        var seen = new ArrayList<JsonNode>();
        var stream = client.run(body("hang 3 6"));
        for (int i = 0; i < 4; i++) seen.add(stream.next());
        run = seen.getFirst().path("runId").asText();

        // When
        signal("STOP");
        try (var rest = witness.follow(run, 4)) {
            seen.addAll(rest.rest());
        }
        signal("CONT");

        // Then
        assertThat(types(seen)).containsOnlyOnce("started", "interrupted").endsWith("completed");
        assertThat(text(seen)).isEqualTo("w1 w2 w3 w4 w5 w6 ");
        await().until(() -> Client.leftAt(run) > 0);
        assertThat(stream.rest()).isEqualTo(seen.subList(4, seen.size()));
        await().until(() -> client.get("/q/metrics").raw().body().contains("triade_runs_active 0.0"));
        try (var whole = client.follow(run, 0)) {
            assertThat(whole.rest()).isEqualTo(seen);
        }
        assertThat(client.post("/v1/runs", body("and on it goes")).status()).isEqualTo(200);
    }

    @Test
    void takesNothingBackThatAnotherReplicaHasCompletedWhileItSlept() throws Exception {
        // Given
        try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = crowd.submit(() -> client.post("/v1/runs", body("late 1500 once 422 unknown-model one two")));
            await().until(() -> newest().path("state").asText().equals("running"));
            String run = newest().path("id").asText();
            await().until(() -> Client.asked(run).has("runId"));

            // When
            signal("STOP");
            await().until(() -> state(run).equals("succeeded"));
            signal("CONT");
            waiting.get();
            await().until(() -> client.get("/q/metrics").raw().body().contains("triade_runs_active 0.0"));

            // Then
            JsonNode kept = witness.get("/v1/runs/" + run).body();
            assertThat(kept.path("output").asText()).isEqualTo("one two ");
            assertThat(kept.path("attempts").asInt()).isEqualTo(2);
        }
    }

    @Test
    void leavesARunToBeSeenThatIsRefusedAfterItsReplicaDied() {
        // Given
        String run = told(client, "late 1000 refuse 422 unknown-model");

        // When
        process.destroyForcibly();

        // Then
        await().until(() -> state(run).equals("failed"));
        assertThat(witness.get("/v1/runs/" + run).body().at("/problem/type").asText())
                .isEqualTo("/problems/unknown-model");
    }

    @Test
    void leavesARunToBeSeenThatSomebodyWasToldOfAtAnotherReplica() throws Exception {
        String asked = body("late 1500 refuse 422 unknown-model");
        try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = crowd.submit(() -> Client.send(
                    client.json("/v1/runs").header("idempotency-key", "twin").POST(BodyPublishers.ofString(asked))));
            await().until(() -> newest().path("state").asText().equals("running"));

            Answer twin = Client.send(witness.json("/v1/runs")
                    .header("idempotency-key", "twin")
                    .header("prefer", "respond-async")
                    .POST(BodyPublishers.ofString(asked)));

            assertThat(twin.status()).isEqualTo(202);
            assertThat(waiting.get().status()).isEqualTo(422);
            await().until(() -> state(twin.body().path("id").asText()).equals("failed"));
        }
    }

    @Test
    void freesTheKeyOfARunThatWasLostBeforeItSaidAnything() {
        // Given
        String asked = body("late 1000 one").replace("]}]", "]}],\"onInterruption\":\"fail\"");
        var start = Client.send(client.json("/v1/runs")
                .header("idempotency-key", "lost")
                .header("prefer", "respond-async")
                .POST(BodyPublishers.ofString(asked)));
        String run = start.body().path("id").asText();

        // When
        process.destroyForcibly();
        await().until(() -> state(run).equals("failed"));
        Answer again = Client.send(
                witness.json("/v1/runs").header("idempotency-key", "lost").POST(BodyPublishers.ofString(asked)));

        // Then
        assertThat(witness.get("/v1/runs/" + run).body().at("/problem/type").asText())
                .isEqualTo("/problems/run-interrupted");
        assertThat(again.body().path("id").asText()).isNotEqualTo(run);
        assertThat(again.body().path("output").asText()).isEqualTo("one ");
    }

    private static String told(Client where, String text) {
        Answer answer = Client.send(
                where.json("/v1/runs").header("prefer", "respond-async").POST(BodyPublishers.ofString(body(text))));
        assertThat(answer.status()).isEqualTo(202);
        return answer.body().path("id").asText();
    }

    private JsonNode newest() {
        return witness.get("/v1/runs?limit=1").body().path("items").path(0);
    }

    private String state(String run) {
        return witness.get("/v1/runs/" + run).body().path("state").asText();
    }

    private void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    private static String body(String text) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}]}".formatted(text);
    }

    @Test
    void cancelsARunThatAnotherReplicaWorksOn() {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"stall 2\"}]}]}";
        try (var stream = client.run(body)) {
            String run = stream.next().path("runId").asText();

            var cancelled = witness.delete("/v1/runs/" + run);

            assertThat(cancelled.status()).isEqualTo(200);
            assertThat(cancelled.body().path("state").asText()).isEqualTo("cancelled");
            assertThat(stream.until("cancelled").path("by").asText()).isEqualTo("caller");
            await().until(() -> Client.leftAt(run) > 0);
        }
    }

    @Test
    void stopsATurnOfADeletedSessionThatAnotherReplicaWorksOn() {
        String session = client.session();
        try (var stream = client.stream(session, "stall 2")) {
            String run = stream.next().path("runId").asText();

            assertThat(witness.delete("/v1/sessions/" + session).status()).isEqualTo(204);

            assertThat(stream.until("cancelled").path("by").asText()).isEqualTo("caller");
            await().until(() -> Client.leftAt(run) > 0);
            assertThat(client.get("/v1/sessions/" + session).status()).isEqualTo(404);
        }
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText()).toList();
    }

    private static String text(List<JsonNode> events) {
        var text = new StringBuilder();
        events.forEach(event -> text.append(event.path("text").asText("")));
        return text.toString();
    }
}
