package dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Where this checkout is, where its state goes and which ports its processes take.
///
/// @param home state of one running suite: process files, logs, data, secret
/// @param memory true to keep no data on disk
/// @param replicas of each service; with more than one a proxy stands before them
public record Settings(Path root, Path home, Map<Port, Integer> ports, boolean memory, int replicas) {
    static final int MOST_REPLICAS = 4;
    private static final int BETWEEN_REPLICAS = 100;

    /// Every port that a person may want to move. With several replicas a service's own port is the proxy's, and each
    /// replica has one of its own.
    public enum Port {
        FRONTEND(3000),
        API(8080),
        ORCHESTRATION(8081),
        PROMPT(8082),
        LOCAL_AWS(4566),
        DYNAMODB(4567),
        REDIS(6380),
        PROXY(8404),
        API_1(API, 1),
        API_2(API, 2),
        API_3(API, 3),
        API_4(API, 4),
        ORCHESTRATION_1(ORCHESTRATION, 1),
        ORCHESTRATION_2(ORCHESTRATION, 2),
        ORCHESTRATION_3(ORCHESTRATION, 3),
        ORCHESTRATION_4(ORCHESTRATION, 4),
        PROMPT_1(PROMPT, 1),
        PROMPT_2(PROMPT, 2),
        PROMPT_3(PROMPT, 3),
        PROMPT_4(PROMPT, 4);

        /// The service's port, which a replica's is counted from unless somebody chooses it.
        final Port base;

        final int replica;
        private final int standard;

        Port(int standard) {
            this.base = this;
            this.replica = 0;
            this.standard = standard;
        }

        Port(Port base, int replica) {
            this.base = base;
            this.replica = replica;
            this.standard = base.standard + BETWEEN_REPLICAS * replica;
        }

        Port replica(int number) {
            return valueOf(name() + "_" + number);
        }

        String option() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        String variable() {
            return "TRIADE_PORT_" + name();
        }
    }

    public static Settings of(Options options) {
        Path root = Path.of("").toAbsolutePath();
        String home = System.getenv("TRIADE_HOME");
        var ports = new EnumMap<Port, Integer>(Port.class);
        for (Port port : Port.values()) {
            String value = System.getenv(port.variable());
            if (value != null && !value.isBlank()) ports.put(port, number(port.variable(), value));
        }
        for (String choice : options.all("port")) {
            String[] pair = choice.split("=", 2);
            if (pair.length != 2) throw new Failure("--port wants NAME=NUMBER, was " + choice);
            ports.put(port(pair[0]), number("--port " + pair[0], pair[1]));
        }
        for (Port port : Port.values()) {
            int base = ports.getOrDefault(port.base, port.base.standard);
            ports.putIfAbsent(port, base + port.standard - port.base.standard);
        }
        Path state = home == null ? root.resolve(".triade") : root.resolve(home);
        return new Settings(root, state, ports, options.has("memory"), replicas(options, state));
    }

    /// As many as asked for, else as many as there are.
    private static int replicas(Options options, Path state) {
        List<String> chosen = options.all("replicas");
        if (chosen.isEmpty()) return Running.replicas(state);
        if (!chosen.getLast().matches("[1-" + MOST_REPLICAS + "]")) {
            throw new Failure("--replicas must be from 1 to " + MOST_REPLICAS + ", was " + chosen.getLast());
        }
        return Integer.parseInt(chosen.getLast());
    }

    public int port(Port port) {
        return ports.get(port);
    }

    public Path logs() {
        return home.resolve("logs");
    }

    /// What is known about the build belongs to the checkout, whichever suite runs from it.
    public Path built() {
        return root.resolve(".triade").resolve("built");
    }

    /// The key our tiers share, made once and readable by its owner alone.
    public String secret() throws IOException {
        Path file = home.resolve("secret");
        if (!Files.exists(file)) {
            Files.createDirectories(home);
            var bytes = new byte[32];
            new SecureRandom().nextBytes(bytes);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(bytes));
        }
        return Files.readString(file).strip();
    }

    private static Port port(String name) {
        for (Port port : Port.values()) {
            if (port.option().equals(name)) return port;
        }
        throw new Failure("There is no port called " + name + "; ./dev help lists them.");
    }

    private static int number(String name, String value) {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > 65535) {
            throw new Failure(name + " must be a port from 1 to 65535, was " + value);
        }
        return Integer.parseInt(value);
    }
}
