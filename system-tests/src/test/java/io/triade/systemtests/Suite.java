package io.triade.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The packaged processes, started by `./dev` as a person would start them: on free ports, data in memory, no weights.
final class Suite implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();
    private static final List<String> PORTS = List.of("API", "ORCHESTRATION", "PROMPT", "LOCAL_AWS", "DYNAMODB");

    private final Path home = Path.of(System.getProperty("triade.suite.home")).toAbsolutePath();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> urls = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Telemetry telemetry = Telemetry.listening();

    /// What `./dev status --json` says of one process.
    record Member(String name, String url, long pid, String state, long residentBytes) {}

    static Suite started() throws IOException, InterruptedException {
        var suite = new Suite();
        suite.choosePorts();
        suite.environment.put("TRIADE_HOME", suite.home.toString());
        suite.environment.put("LOCAL_AWS_WEIGHTS", "off");
        suite.environment.put(
                "LOCAL_AWS_SCRIPTS",
                Path.of("system-tests/scripts").toAbsolutePath().toString());
        suite.environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", suite.telemetry.endpoint());
        suite.environment.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        suite.environment.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "200MS");
        suite.dev("down");
        System.out.println(suite.startMissing());
        return suite;
    }

    /// Starts what is not running: everything at first, later whatever a test has killed.
    String startMissing() throws IOException, InterruptedException {
        return dev("up", "--detach", "--memory", "--no-build", "--without", "frontend");
    }

    List<Member> processes() throws IOException, InterruptedException {
        var processes = new ArrayList<Member>();
        for (JsonNode line : JSON.readTree(dev("status", "--json"))) {
            processes.add(new Member(
                    line.path("name").asText(),
                    line.path("url").asText(),
                    line.path("pid").asLong(),
                    line.path("state").asText(),
                    line.path("residentBytes").asLong()));
        }
        return processes.stream()
                .filter(process -> !process.name().equals("frontend"))
                .toList();
    }

    Member process(String name) throws IOException, InterruptedException {
        return processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    String api() {
        return urls.get("API");
    }

    String orchestration() {
        return urls.get("ORCHESTRATION");
    }

    String prompt() {
        return urls.get("PROMPT");
    }

    String localAws() {
        return urls.get("LOCAL_AWS");
    }

    Telemetry telemetry() {
        return telemetry;
    }

    Caller caller(String user) throws IOException, InterruptedException {
        return new Caller(api(), token("{\"user\":\"%s\"}".formatted(user)));
    }

    /// A token as the local issuer makes it; `expiresInSeconds` may be negative.
    String token(String request) throws IOException, InterruptedException {
        var call = HttpRequest.newBuilder(URI.create(localAws() + "/_local/token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request))
                .build();
        return JSON.readTree(http.send(call, BodyHandlers.ofString()).body())
                .path("access_token")
                .asText();
    }

    JsonNode generations() throws IOException, InterruptedException {
        var call = HttpRequest.newBuilder(URI.create(localAws() + "/_local/metrics"))
                .build();
        return JSON.readTree(http.send(call, BodyHandlers.ofString()).body()).path("generations");
    }

    /// The secret of the internal token, to call the inner tiers as the edge does.
    String secret() throws IOException {
        return Files.readString(home.resolve("secret")).strip();
    }

    String log(String name) throws IOException {
        return Files.readString(home.resolve("logs").resolve(name + ".log"));
    }

    private String dev(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("/bin/sh", "dev"));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0 && !words[0].equals("status"))
            throw new IllegalStateException("./dev " + words[0] + ":\n" + output);
        return output;
    }

    private void choosePorts() throws IOException {
        var held = new TreeMap<String, ServerSocket>();
        for (String port : PORTS) held.put(port, new ServerSocket(0));
        for (var port : held.entrySet()) {
            int number = port.getValue().getLocalPort();
            port.getValue().close();
            environment.put("TRIADE_PORT_" + port.getKey(), Integer.toString(number));
            urls.put(port.getKey(), "http://localhost:" + number);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            System.out.println(dev("down"));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        telemetry.close();
        http.close();
    }
}
