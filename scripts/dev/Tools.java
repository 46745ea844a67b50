package dev;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The programs of this machine that we call.
final class Tools {
    private Tools() {}

    /// The first of these that is on the PATH, or a file at that absolute path.
    static Optional<Path> find(String... names) {
        var folders = new ArrayList<String>(List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)));
        for (String name : names) {
            if (name.startsWith("/")) {
                if (Files.isExecutable(Path.of(name))) return Optional.of(Path.of(name));
                continue;
            }
            for (String folder : folders) {
                Path file = Path.of(folder, name);
                if (Files.isExecutable(file) && !Files.isDirectory(file)) return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /// Debian keeps it where an ordinary user's PATH does not lead.
    static Optional<Path> haproxy() {
        return find("haproxy", "/usr/sbin/haproxy", "/usr/local/sbin/haproxy");
    }

    static Optional<Path> redis() {
        return find("redis-server", "valkey-server");
    }

    static Optional<Path> chromium() {
        String chosen = System.getenv("CHROMIUM");
        if (chosen != null && Files.isExecutable(Path.of(chosen))) return Optional.of(Path.of(chosen));
        return find(
                "chromium",
                "chromium-browser",
                "google-chrome",
                "google-chrome-stable",
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                "/Applications/Chromium.app/Contents/MacOS/Chromium");
    }

    /// What a short command prints; empty when it cannot run.
    static String output(String... command) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            var process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
            return text;
        } catch (IOException missing) {
            return "";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /// Runs a long command, its lines to a log file and to whoever listens.
    ///
    /// @return its exit code
    static int run(Path folder, Path log, Map<String, String> environment, Consumer<String> lines, List<String> command)
            throws InterruptedException {
        try {
            Files.createDirectories(log.getParent());
            var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            try (var reader = process.inputReader(StandardCharsets.UTF_8);
                    var writer = Files.newBufferedWriter(log)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    writer.write(line);
                    writer.newLine();
                    writer.flush();
                    lines.accept(line);
                }
            }
            return process.waitFor();
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), broken);
        }
    }

    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
