package dev;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Shows what the processes wrote, each line after its process's name when there are several.
public final class Logs {
    private static final int NEWEST_BYTES = 64 * 1024;

    private final Settings settings;
    private final Options options;

    private static final class Tail {
        final String prefix;
        final Path file;
        long offset;
        String rest = "";

        Tail(String prefix, Path file) throws IOException {
            this.prefix = prefix;
            this.file = file;
            this.offset = Files.exists(file) ? Math.max(0, Files.size(file) - NEWEST_BYTES) : 0;
        }

        void print() throws IOException {
            if (!Files.exists(file)) return;
            try (var log = new RandomAccessFile(file.toFile(), "r")) {
                // A new start begins a new file.
                if (log.length() < offset) offset = 0;
                var fresh = new byte[(int) Math.min(log.length() - offset, 1 << 20)];
                log.seek(offset);
                log.readFully(fresh);
                offset += fresh.length;
                String[] lines = (rest + new String(fresh, StandardCharsets.UTF_8)).split("\n", -1);
                for (int i = 0; i < lines.length - 1; i++) System.out.println(prefix + lines[i]);
                rest = lines[lines.length - 1];
            }
        }
    }

    public Logs(Settings settings, Options options) {
        this.settings = settings;
        this.options = options;
    }

    public int run() throws IOException {
        List<String> names = options.arguments().isEmpty() ? started() : options.arguments();
        var tails = new ArrayList<Tail>();
        for (String name : names) {
            Path file = file(name);
            if (!options.arguments().isEmpty() && (name.contains("/") || !Files.exists(file))) {
                List<String> known = Parts.NAMES.stream().filter(other -> Files.exists(file(other))).toList();
                throw new Failure("There is no log of " + name + "; there are " + String.join(", ", known) + ".");
            }
            tails.add(new Tail(names.size() == 1 ? "" : "%-24s ".formatted(name), file));
        }
        boolean follow = options.has("f") || options.has("follow");
        do {
            for (Tail tail : tails) tail.print();
            if (follow) Tools.pause(Duration.ofMillis(200));
        } while (follow);
        return 0;
    }

    /// Logs of suites of another shape may lie beside these; they are shown when nothing runs.
    private List<String> started() {
        List<String> started = Parts.NAMES.stream()
                .filter(name -> Running.read(settings, name).isPresent())
                .toList();
        return started.isEmpty() ? Parts.NAMES : started;
    }

    private Path file(String name) {
        return settings.logs().resolve(name + ".log");
    }
}
