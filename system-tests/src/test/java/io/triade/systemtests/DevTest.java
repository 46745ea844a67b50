package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./dev` and what it knows of replicas, without a suite.
class DevTest {
    @TempDir
    Path home;

    private record Answer(int code, String text) {}

    @Test
    void refusesANumberOfReplicasThatItCannotStart() throws Exception {
        for (String number : List.of("0", "5", "two")) {
            var answer = dev("up", "--replicas", number);
            assertThat(answer.text()).contains("--replicas must be from 1 to 4, was " + number);
            assertThat(answer.code()).isEqualTo(1);
        }
    }

    @Test
    void knowsTheReplicasThatWereStartedAndSeesThatOneWasKilled() throws Exception {
        // Given
        var killed = new ProcessBuilder("sleep", "60").start();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        remember("api-service-1", ProcessHandle.current(), server.getAddress().getPort());
        remember("api-service-2", killed.toHandle(), 1);
        killed.destroyForcibly().waitFor();

        // When
        var answer = dev("status", "--json");

        // Then
        server.stop(0);
        assertThat(answer.code()).isEqualTo(1);
        var rows = StreamSupport.stream(Suite.JSON.readTree(answer.text()).spliterator(), false)
                .toList();
        assertThat(rows)
                .extracting(DevTest::nameServiceAndState)
                .containsExactly(
                        "local-aws local-aws stopped",
                        "redis redis stopped",
                        "proxy proxy stopped",
                        "prompt-service-1 prompt-service stopped",
                        "prompt-service-2 prompt-service stopped",
                        "orchestration-service-1 orchestration-service stopped",
                        "orchestration-service-2 orchestration-service stopped",
                        "api-service-1 api-service ready",
                        "api-service-2 api-service crashed",
                        "frontend frontend stopped");
    }

    private static String nameServiceAndState(JsonNode row) {
        return row.path("name").asText() + " " + row.path("service").asText() + " "
                + row.path("state").asText();
    }

    private void remember(String name, ProcessHandle process, int port) throws IOException {
        long started = process.info().startInstant().orElseThrow().toEpochMilli();
        Path file = home.resolve("run").resolve(name + ".pid");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, "pid=%d%nstarted=%d%nurl=http://localhost:%d%n".formatted(process.pid(), started, port));
    }

    private Answer dev(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("/bin/sh", "dev"));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TRIADE_HOME", home.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), text);
    }
}
