package io.triade.orchestration.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.orchestration.Client;
import io.triade.orchestration.Neighbours;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of turns when the process that runs them is told to stop, or dies. It is the packaged service; the one
/// under the other tests looks at what it left behind.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class ProcessEndIT {
    private static final List<String> SHARED = List.of(
            "triade.internal-token.secret",
            "orchestration.prompt-service.url",
            "orchestration.turns.finish-grace",
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
        command.addAll(List.of("-Dquarkus.http.port=" + port, "-Dtriade.calls.longest=PT2S"));
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
    void letsStreamsEndAndTellsTheRestWhenItIsToldToStop() {
        // Given
        String session = client.session();
        try (var ending = client.stream(session, "slow 40");
                var endless = client.stream(session, "stall 2")) {
            ending.next();
            endless.next();

            // When
            process.destroy();

            // Then
            assertThat(ending.rest().getLast().path("type").asText()).isEqualTo("completed");
            List<JsonNode> told = endless.rest();
            assertThat(told.getLast().path("type").asText()).isEqualTo("failed");
        }
        await().until(() -> !process.isAlive());
        assertThat(witness.turns(session))
                .extracting(turn -> turn.path("state").asText())
                .containsExactlyInAnyOrder("succeeded", "failed");
    }

    @Test
    void doesNotLeaveATurnRunningForEverWhenItDies() {
        // Given
        String session = client.session();
        var stream = client.stream(session, "stall 2");
        stream.next();

        // When
        process.destroyForcibly();

        // Then
        assertThat(witness.turns(session).getFirst().path("state").asText()).isEqualTo("running");
        JsonNode turn = await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> witness.turns(session).getFirst(),
                        kept -> kept.path("state").asText().equals("failed"));
        assertThat(turn.path("problem").path("type").asText()).isEqualTo("/problems/upstream-failed");
        assertThat(witness.ask(session, "go on").body().path("parentId").asText())
                .isEqualTo(turn.path("id").asText());
    }
}
