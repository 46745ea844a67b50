package io.triade.api;

import static io.triade.api.FakeTier.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The packaged process: how it starts, before its issuer too, and how it stops.
class PackagedIT {
    private static final Path LOG = Path.of("target/packaged-it.log");

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void startsWithoutAWarningAndLetsARunningStreamEndWhenItIsToldToStop() throws Exception {
        try (var issuer = new FakeIssuer();
                var tier = new FakeTier()) {
            // Given
            var goOn = new CountDownLatch(1);
            tier.plays(waiting(goOn));
            int port = freePort();
            Process edge = start(port, tier, issuer);
            try {
                assertThat(Files.readString(LOG)).doesNotContain(" WARN ").doesNotContain(" ERROR ");
                InputStream answer = http.send(turn(port, issuer.token()), BodyHandlers.ofInputStream())
                        .body();
                answer.readNBytes(20);

                // When
                edge.destroy();
                awaitNotReady(port);
                goOn.countDown();

                // Then
                assertThat(new String(answer.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("completed");
                assertThat(edge.waitFor(20, TimeUnit.SECONDS)).isTrue();
            } finally {
                edge.destroyForcibly();
            }
        }
    }

    @Test
    void tellsAStreamThatOutlastsItToAttachAgain() throws Exception {
        try (var issuer = new FakeIssuer();
                var tier = new FakeTier()) {
            // Given
            var left = new CompletableFuture<Long>();
            tier.plays(FakeTier.silent("r_1", 0, left, STARTED));
            int port = freePort();
            Process edge = start(port, tier, issuer, "-Dquarkus.shutdown.timeout=3S", "-Dquarkus.shutdown.delay=1S");
            try {
                InputStream answer = http.send(turn(port, issuer.token()), BodyHandlers.ofInputStream())
                        .body();
                answer.readNBytes(20);

                // When
                edge.destroy();
                awaitNotReady(port);
                int whileNotReady = me(port, issuer.token()).statusCode();

                // Then
                assertThat(whileNotReady).as("new work until the delay is over").isEqualTo(200);
                assertThat(new String(answer.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("event: detached\ndata: {\"type\":\"detached\"", "/problems/overloaded")
                        .endsWith(",\"after\":1}\n\n");
                assertThat(edge.waitFor(20, TimeUnit.SECONDS)).isTrue();
                left.get(5, TimeUnit.SECONDS);
            } finally {
                edge.destroyForcibly();
            }
        }
    }

    @Test
    void startsBeforeItsIssuerAndTrustsItOnceItIsThere() throws Exception {
        try (var issuer = new FakeIssuer();
                var tier = new FakeTier()) {
            // Given
            int port = freePort();
            issuer.away(true);
            Process edge = start(port, tier, issuer);
            try {
                assertThat(me(port, issuer.token()).statusCode()).isEqualTo(502);
                assertThat(me(port, issuer.token()).statusCode()).isEqualTo(502);

                // When
                issuer.away(false);

                // Then
                assertThat(me(port, issuer.token()).statusCode()).isEqualTo(200);
            } finally {
                edge.destroyForcibly();
            }
        }
    }

    /// Readiness says no, or nobody listens any more.
    private void awaitNotReady(int port) throws InterruptedException {
        var ready = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/q/health/ready"))
                .build();
        for (int i = 0; i < 200; i++) {
            try {
                if (http.send(ready, BodyHandlers.discarding()).statusCode() != 200) return;
                Thread.sleep(50);
            } catch (IOException gone) {
                return;
            }
        }
        throw new AssertionError("still ready after it was told to stop");
    }

    private static FakeTier.Part waiting(CountDownLatch goOn) {
        return exchange -> {
            exchange.getResponseHeaders().set("content-type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (exchange) {
                var out = exchange.getResponseBody();
                out.write(("id: 1\ndata: " + STARTED + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                goOn.await(20, TimeUnit.SECONDS);
                out.write("id: 2\ndata: {\"type\":\"completed\",\"stopReason\":\"end_turn\"}\n\n"
                        .getBytes(StandardCharsets.UTF_8));
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
        };
    }

    private static Process start(int port, FakeTier tier, FakeIssuer issuer, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.port=" + port,
                "-Dtriade.internal-token.secret=" + Neighbours.SECRET,
                "-Dapi.tiers.orchestration=" + tier.url(),
                "-Dapi.tiers.prompt=" + tier.url()));
        command.addAll(List.of(more));
        issuer.trustedAs("only").forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        Process edge = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(LOG.toFile())
                .start();
        awaitLog("Listening on");
        return edge;
    }

    private HttpResponse<String> me(int port, String token) throws IOException, InterruptedException {
        return http.send(to(port, "/v1/me", token).build(), BodyHandlers.ofString());
    }

    private static HttpRequest turn(int port, String token) {
        return to(port, "/v1/sessions/s_1/turns", token)
                .header("accept", "text/event-stream")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"text\":\"hi\"}"))
                .build();
    }

    private static HttpRequest.Builder to(int port, String path, String token) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("authorization", "Bearer " + token);
    }

    private static void awaitLog(String text) {
        for (Instant until = Instant.now().plus(Duration.ofSeconds(60));
                Instant.now().isBefore(until); ) {
            try {
                if (Files.readString(LOG).contains(text)) return;
                Thread.sleep(100);
            } catch (IOException | InterruptedException broken) {
                throw new IllegalStateException(broken);
            }
        }
        throw new AssertionError("the log never said " + text);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
