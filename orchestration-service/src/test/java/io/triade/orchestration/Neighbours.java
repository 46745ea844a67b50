package io.triade.orchestration;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// What stands around the service in its tests: the packaged local-aws as a process of its own, and a prompt tier that
/// does as it is told.
public final class Neighbours implements QuarkusTestResourceLifecycleManager {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Process localAws;
    private FakePromptService prompts;

    @Override
    public Map<String, String> start() {
        try {
            int dynamo = freePort();
            localAws = localAws(freePort(), dynamo);
            prompts = new FakePromptService();
            var config = new HashMap<String, String>();
            config.put("quarkus.http.test-port", "0");
            config.put("triade.internal-token.secret", "only-for-tests-only-for-tests-only");
            config.put("orchestration.prompt-service.url", prompts.url());
            config.put("orchestration.turns.max-text-characters", "100000");
            config.put("orchestration.runs.max-output-characters", "300000");
            config.put("orchestration.turns.history-turns", "3");
            config.put("orchestration.runs.longest", "PT6S");
            config.put("orchestration.runs.list-reads", "2");
            config.put("orchestration.replicas.beat", "PT0.2S");
            config.put("orchestration.replicas.lease", "PT2S");
            config.put("quarkus.dynamodb.endpoint-override", "http://localhost:" + dynamo);
            config.put("quarkus.dynamodb.aws.region", "us-east-1");
            config.put("quarkus.dynamodb.aws.credentials.type", "static");
            config.put("quarkus.dynamodb.aws.credentials.static-provider.access-key-id", "local");
            config.put("quarkus.dynamodb.aws.credentials.static-provider.secret-access-key", "local");
            return config;
        } catch (IOException broken) {
            throw new IllegalStateException("the neighbours could not be started", broken);
        }
    }

    private static Process localAws(int port, int dynamo) throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        Path target = root.resolve("local-aws/target");
        if (!Files.exists(target.resolve("local-aws.jar"))) {
            throw new IllegalStateException("local-aws is not packaged: mvn -f local-aws package");
        }
        var build = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                target + "/lib/*:" + target + "/local-aws.jar",
                "io.triade.local.Main");
        build.environment()
                .putAll(Map.of(
                        "LOCAL_AWS_PORT",
                        "" + port,
                        "LOCAL_AWS_DYNAMODB_PORT",
                        "" + dynamo,
                        "LOCAL_AWS_DATA",
                        "memory",
                        "LOCAL_AWS_WEIGHTS",
                        "off",
                        "LOCAL_AWS_TABLES",
                        root.resolve("deploy/aws/tables.json").toString()));
        Path log = Path.of("target/local-aws.log").toAbsolutePath();
        build.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = build.start();
        for (Instant until = Instant.now().plus(PATIENCE); Instant.now().isBefore(until); pause()) {
            if (Files.readString(log).contains("local-aws ready")) return process;
            if (!process.isAlive()) break;
        }
        process.destroy();
        throw new IllegalStateException("local-aws did not start, see " + log);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException("stopped while waiting for local-aws", stopped);
        }
    }

    @Override
    public void stop() {
        if (prompts != null) prompts.close();
        if (localAws != null) localAws.destroy();
    }
}
