package dev;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Launches processes and waits until they are ready.
final class Start {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Settings settings;

    Start(Settings settings) {
        this.settings = settings;
    }

    void launch(Part part) throws IOException {
        for (var file : part.files().entrySet()) Files.writeString(file.getKey(), file.getValue());
        Path log = log(part);
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(part.name() + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        // Ctrl-C reaches the whole process group; only we obey it, and then end the others in order. Redis and HAProxy
        // would not be told to ignore it, so where there is a way, nobody else is in the group.
        var command = new ArrayList<String>();
        Tools.find("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", part.name()));
        command.addAll(part.command());
        var builder = new ProcessBuilder(command)
                .directory(part.folder().toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true);
        builder.environment().putAll(part.environment());
        Running.of(part, builder.start()).write(settings);
    }

    void awaitAll(List<Part> wave, long began) throws IOException {
        var waiting = new ArrayList<>(wave);
        while (!waiting.isEmpty()) {
            for (Part part : List.copyOf(waiting)) {
                if (Health.ready(part.url(), part)) {
                    Progress.step(part.name(), "ready in %-6s %s".formatted(Progress.since(began), part.url()));
                    waiting.remove(part);
                } else if (!Running.read(settings, part.name()).map(Running::alive).orElse(false)) {
                    throw failed(part, "ended while it started");
                } else if (System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw failed(part, "was not healthy after " + Progress.seconds(PATIENCE));
                }
            }
            Tools.pause(POLL);
        }
    }

    private Failure failed(Part part, String how) throws IOException {
        List<String> lines = Files.readAllLines(log(part));
        return new Failure("%s %s. The end of %s:%n  %s".formatted(
                part.name(),
                how,
                log(part),
                String.join("\n  ", lines.subList(Math.max(0, lines.size() - 25), lines.size()))));
    }

    private Path log(Part part) {
        return settings.logs().resolve(part.name() + ".log");
    }
}
