package io.triade.prompt;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// The packaged local-aws as a process of its own, and this service set up for it as on a laptop, with shorter waits.
public class LocalAws implements QuarkusTestResourceLifecycleManager {
    public static final String SECRET = "the secret of the integration tests";

    /// A model of the catalogue that does not go on from the middle of an answer: the echo by another name of its.
    public static final String CANNOT_CONTINUE = "local.echo-v1:0";

    private static URI gateway;

    private Process process;

    /// What local-aws counts: generations started, cancelled and so on.
    public static String metrics() {
        return get(gateway.resolve("/_local/metrics"));
    }

    /// What local-aws counts for one run.
    public static String generations(String runId) {
        return get(gateway.resolve("/_local/generations/" + runId));
    }

    @Override
    public Map<String, String> start() {
        try {
            int port = freePort();
            int dynamo = freePort();
            gateway = URI.create("http://localhost:" + port);
            process = launch(port, dynamo);
            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                if (!process.isAlive()) throw new AssertionError("local-aws ended, see target/local-aws.log");
                return get(gateway.resolve("/_local/health")).contains("UP");
            });
            return settings(dynamo);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void stop() {
        if (process == null) return;
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Process launch(int port, int dynamo) throws IOException {
        Path built = Path.of("../local-aws/target");
        if (!Files.exists(built.resolve("local-aws.jar"))) {
            throw new IllegalStateException("package local-aws first: " + built.toAbsolutePath() + " has no jar");
        }
        var command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                built.resolve("lib") + "/*" + File.pathSeparator + built.resolve("local-aws.jar"),
                "io.triade.local.Main");
        command.environment()
                .putAll(Map.of(
                        "LOCAL_AWS_PORT", Integer.toString(port),
                        "LOCAL_AWS_DYNAMODB_PORT", Integer.toString(dynamo),
                        "LOCAL_AWS_DATA", "memory",
                        "LOCAL_AWS_TABLES", "../deploy/aws/tables.json",
                        "LOCAL_AWS_WEIGHTS", "off"));
        return command.redirectErrorStream(true)
                .redirectOutput(new File("target/local-aws.log"))
                .start();
    }

    private static Map<String, String> settings(int dynamo) throws IOException {
        var laptop = new Properties();
        try (var in = Files.newBufferedReader(Path.of("../deploy/laptop/prompt-service.properties"))) {
            laptop.load(in);
        }
        var settings = new HashMap<String, String>();
        laptop.stringPropertyNames().forEach(name -> settings.put(name, laptop.getProperty(name)));
        settings.put("prompt.invocation.endpoint", gateway.toString());
        settings.put("quarkus.dynamodb.endpoint-override", "http://localhost:" + dynamo);
        settings.put("prompt.routing.default-model", "local.echo-v1");
        settings.put("prompt.routing.models.\"" + CANNOT_CONTINUE + "\".name", "Echo that cannot go on");
        settings.put("prompt.routing.first-token-timeout", "PT3S");
        settings.put("prompt.routing.idle-timeout", "PT0.7S");
        settings.put("prompt.generations.text-characters", "20000");
        settings.put("triade.internal-token.secret", SECRET);
        return settings;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String get(URI uri) {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
