package io.triade.local.models.script;

import io.triade.local.faults.ModelFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The scripts in force: those added while running, newest first, then those of the user's files, then the ones
/// that come with this program. The first that matches and is not used up answers.
public final class Scripts {
    private static final System.Logger LOG = System.getLogger(Scripts.class.getName());
    private static final String BUILT_IN = "default-scripts.json";
    private static final int MAX_COUNTS = 10_000;

    private record Use(Script script, String text) {}

    private final Optional<Path> source;
    private final List<Script> builtIn;
    private final List<Script> added = new ArrayList<>();
    private final LinkedHashMap<Use, Integer> uses = new LinkedHashMap<>();
    private List<Script> written = List.of();
    private Map<Path, String> seen = Map.of();

    /// Reads the scripts; a file that cannot be read stops the start.
    public Scripts(Optional<Path> source) {
        this.source = source;
        this.builtIn = ScriptReader.read(resource(), BUILT_IN);
        if (source.isPresent()) {
            seen = states(source.get());
            written = readAll(seen);
        }
    }

    /// Reads the user's files again if one changed; scripts that became wrong are reported and the old ones
    /// stay.
    public void refresh() {
        if (source.isEmpty()) {
            return;
        }
        try {
            var now = states(source.get());
            if (!now.equals(seen)) {
                seen = now;
                var read = readAll(now);
                synchronized (this) {
                    written = read;
                    uses.clear();
                }
                LOG.log(Level.INFO, "read {0} scripts from {1}", read.size(), source.get());
            }
        } catch (IllegalArgumentException | UncheckedIOException e) {
            LOG.log(Level.WARNING, "scripts not read again: {0}", e.getMessage());
        }
    }

    /// Puts the scripts of a JSON array before all others.
    ///
    /// @throws IllegalArgumentException saying what is wrong with them
    public synchronized int add(String json) {
        var scripts = ScriptReader.read(json, "scripts");
        added.addAll(0, scripts);
        return scripts.size();
    }

    /// Forgets what was added while running, and how often each script was used.
    public synchronized void clear() {
        added.clear();
        uses.clear();
    }

    synchronized Script pick(String lastUserText) {
        var usedUp = new ArrayList<Use>();
        for (var script : all()) {
            if (!script.match().test(lastUserText)) {
                continue;
            }
            if (script.times().isEmpty()) {
                // The sequence is through and begins anew, so that a test can be run twice.
                usedUp.forEach(uses::remove);
                return script;
            }
            var use = new Use(script, lastUserText);
            int before = uses.getOrDefault(use, 0);
            if (before < script.times().get()) {
                remember(use, before + 1);
                return script;
            }
            usedUp.add(use);
        }
        throw ModelFault.validation("No script of local.script-v1 %s the last user text \"%s\"."
                .formatted(usedUp.isEmpty() ? "matches" : "is left for", shortened(lastUserText)));
    }

    private void remember(Use use, int count) {
        uses.remove(use);
        uses.put(use, count);
        if (uses.size() > MAX_COUNTS) {
            uses.pollFirstEntry();
        }
    }

    private List<Script> all() {
        return Stream.of(added, written, builtIn).flatMap(List::stream).toList();
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "...";
    }

    private static List<Script> readAll(Map<Path, String> files) {
        return files.keySet().stream()
                .flatMap(
                        file -> ScriptReader.read(read(file), file.getFileName().toString()).stream())
                .toList();
    }

    private static Map<Path, String> states(Path source) {
        if (!Files.exists(source)) {
            throw new IllegalArgumentException("LOCAL_AWS_SCRIPTS names %s, which does not exist".formatted(source));
        }
        try (var files = Files.isDirectory(source) ? Files.list(source) : Stream.of(source)) {
            var states = new LinkedHashMap<Path, String>();
            for (var file : files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                states.put(file, Files.getLastModifiedTime(file) + " " + Files.size(file));
            }
            return states;
        } catch (IOException e) {
            throw new UncheckedIOException("LOCAL_AWS_SCRIPTS cannot be read: " + source, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("script file cannot be read: " + file, e);
        }
    }

    private static String resource() {
        try (var stream = Scripts.class.getResourceAsStream(BUILT_IN)) {
            if (stream == null) {
                throw new IllegalStateException(BUILT_IN + " is missing from the jar");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(BUILT_IN + " cannot be read", e);
        }
    }
}
