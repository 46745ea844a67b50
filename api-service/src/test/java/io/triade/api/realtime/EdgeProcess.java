package io.triade.api.realtime;

import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The packaged service as a process of its own, with settings of its own.
record EdgeProcess(Process process, int port, Path log) implements AutoCloseable {
    static EdgeProcess start(FakeTier tier, FakeIssuer issuer, String... settings) throws IOException {
        int port = freePort();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.port=" + port,
                "-Dtriade.internal-token.secret=" + Neighbours.SECRET,
                "-Dapi.tiers.orchestration=" + tier.url(),
                "-Dapi.tiers.prompt=" + tier.url()));
        issuer.trustedAs("only").forEach((name, value) -> command.add("-D" + name + "=" + value));
        for (String setting : settings) command.add("-D" + setting);
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        Path log = Path.of("target", "edge-" + port + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var edge = new EdgeProcess(process, port, log);
        edge.awaitListening();
        return edge;
    }

    String said() throws IOException {
        return Files.readString(log);
    }

    /// Sends SIGTERM.
    void stop() {
        process.destroy();
    }

    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void awaitListening() throws IOException {
        for (Instant until = Instant.now().plus(Duration.ofSeconds(60));
                Instant.now().isBefore(until); ) {
            if (said().contains("Listening on")) return;
            try {
                Thread.sleep(100);
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
        }
        throw new AssertionError("the service never listened: " + said());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
