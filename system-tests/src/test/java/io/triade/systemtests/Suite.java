package io.triade.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/// The packaged processes, started by `./dev` as a person would start them: on free ports, data in memory, no weights.
public class Suite implements AutoCloseable {
    public static final JsonMapper JSON = new JsonMapper();

    /// One for all tests: each of its own would cost threads, and a test may have a thousand connections.
    public static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private static final List<String> PORTS = List.of("API", "ORCHESTRATION", "PROMPT", "LOCAL_AWS", "DYNAMODB");

    /// Below the ports that the system gives to outgoing connections: a process that a test has killed must find its
    /// own again.
    private static final int LOWEST_PORT = 20_000;

    private static final int HIGHEST_PORT = 32_000;

    protected final Map<String, String> environment = new HashMap<>();
    private final Path home;
    private final List<String> options;
    private final Map<String, Integer> ports = new HashMap<>();
    private final Telemetry telemetry = Telemetry.listening();

    /// What `./dev status --json` says of one process.
    public record Member(String name, String service, String url, long pid, String state, long residentBytes) {}

    public Suite() throws IOException {
        this("single", PORTS, List.of());
    }

    /// @param ports names of the ports that `./dev` is told
    /// @param options of `./dev up`, beside those that every suite has
    protected Suite(String name, List<String> ports, List<String> options) throws IOException {
        this.home =
                Path.of(System.getProperty("triade.suite.home")).resolve(name).toAbsolutePath();
        this.options = List.copyOf(options);
        choosePorts(ports);
        environment.put("TRIADE_HOME", home.toString());
        environment.put("LOCAL_AWS_WEIGHTS", "off");
        environment.put(
                "LOCAL_AWS_SCRIPTS",
                Path.of("system-tests/scripts").toAbsolutePath().toString());
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", telemetry.endpoint());
        environment.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        environment.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "200MS");
    }

    void start() throws IOException, InterruptedException {
        dev("down");
        System.out.println(startMissing());
    }

    /// Starts what is not running: everything at first, later whatever a test has killed.
    public String startMissing() throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("up", "--detach", "--memory", "--no-build", "--without", "frontend"));
        words.addAll(options);
        return dev(words.toArray(String[]::new));
    }

    public List<Member> processes() throws IOException, InterruptedException {
        var processes = new ArrayList<Member>();
        for (JsonNode line : JSON.readTree(dev("status", "--json"))) {
            processes.add(new Member(
                    line.path("name").asText(),
                    line.path("service").asText(),
                    line.path("url").asText(),
                    line.path("pid").asLong(),
                    line.path("state").asText(),
                    line.path("residentBytes").asLong()));
        }
        return processes.stream()
                .filter(process -> !process.name().equals("frontend"))
                .toList();
    }

    public Member process(String name) throws IOException, InterruptedException {
        return processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// As the kernel does it: at once, without a word. `./dev status` would take its time to say which process it is.
    public void kill(String name) throws IOException {
        var known = new Properties();
        try (var file = Files.newBufferedReader(home.resolve("run").resolve(name + ".pid"))) {
            known.load(file);
        }
        var process = ProcessHandle.of(Long.parseLong(known.getProperty("pid"))).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    public String api() {
        return url("API");
    }

    public String orchestration() {
        return url("ORCHESTRATION");
    }

    public String prompt() {
        return url("PROMPT");
    }

    public String localAws() {
        return url("LOCAL_AWS");
    }

    protected String url(String port) {
        return "http://localhost:" + port(port);
    }

    protected int port(String name) {
        return ports.get(name);
    }

    Telemetry telemetry() {
        return telemetry;
    }

    public Caller caller(String user) throws IOException, InterruptedException {
        return new Caller(api(), token("{\"user\":\"%s\"}".formatted(user)));
    }

    /// A token as the local issuer makes it; `expiresInSeconds` may be negative.
    public String token(String request) throws IOException, InterruptedException {
        var call = HttpRequest.newBuilder(URI.create(localAws() + "/_local/token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request))
                .build();
        return JSON.readTree(HTTP.send(call, BodyHandlers.ofString()).body())
                .path("access_token")
                .asText();
    }

    /// What the model counted, of everybody.
    public JsonNode generations() throws IOException, InterruptedException {
        return JSON.readTree(get(localAws() + "/_local/metrics")).path("generations");
    }

    /// What the model counted of one run.
    public JsonNode generations(String runId) throws IOException, InterruptedException {
        return JSON.readTree(get(localAws() + "/_local/generations/" + runId));
    }

    protected static String get(String url) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }

    /// The secret of the internal token, to call the inner tiers as the edge does.
    public String secret() throws IOException {
        return Files.readString(home.resolve("secret")).strip();
    }

    public String log(String name) throws IOException {
        return Files.readString(home.resolve("logs").resolve(name + ".log"));
    }

    protected String dev(String... words) throws IOException, InterruptedException {
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

    private void choosePorts(List<String> names) {
        int first = Integer.getInteger("triade.suite.port", 0);
        while (first == 0) {
            int any = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            if (IntStream.range(any, any + names.size()).allMatch(Suite::free)) first = any;
        }
        for (String name : names) {
            environment.put("TRIADE_PORT_" + name, Integer.toString(first));
            ports.put(name, first++);
        }
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
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
    }
}
