package dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/// Where this checkout is, where its state goes and which ports its processes take.
///
/// @param home state of one running suite: process files, logs, data, secret
/// @param memory true to keep no data on disk
public record Settings(Path root, Path home, Map<Port, Integer> ports, boolean memory) {
    /// Every port that a person may want to move.
    public enum Port {
        FRONTEND(3000),
        API(8080),
        ORCHESTRATION(8081),
        PROMPT(8082),
        LOCAL_AWS(4566),
        DYNAMODB(4567);

        final int standard;

        Port(int standard) {
            this.standard = standard;
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
            ports.put(port, value == null || value.isBlank() ? port.standard : number(port.variable(), value));
        }
        for (String choice : options.all("port")) {
            String[] pair = choice.split("=", 2);
            if (pair.length != 2) throw new Failure("--port wants NAME=NUMBER, was " + choice);
            ports.put(port(pair[0]), number("--port " + pair[0], pair[1]));
        }
        return new Settings(root, home == null ? root.resolve(".triade") : root.resolve(home), ports, options.has("memory"));
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
