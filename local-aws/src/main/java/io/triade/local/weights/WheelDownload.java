package io.triade.local.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;

/// Has pip download a wheel, with whatever index and certificates the user has set up, and takes one file out of it.
final class WheelDownload {
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final int REASON_CHARACTERS = 300;

    private final List<String> python;

    WheelDownload(List<String> python) {
        this.python = List.copyOf(python);
    }

    /// Writes to the target, using the folder for everything in between.
    void fetch(Source.PythonPackage source, Path folder, Path target, Progress progress)
            throws IOException, Refused, InterruptedException {
        var wheels = Files.createDirectories(folder.resolve("wheels"));
        pip(source, folder, wheels, progress);
        try (var files = Files.list(wheels)) {
            var wheel = files.filter(file -> file.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> new Refused("pip left no wheel behind"));
            if (!Checksum.fits(wheel, source.size(), source.sha256())) {
                throw new Refused("the wheel is not the one that was pinned");
            }
            unzip(wheel, source.path(), target);
        }
    }

    private void pip(Source.PythonPackage source, Path folder, Path wheels, Progress progress)
            throws IOException, Refused, InterruptedException {
        var requirements = folder.resolve("requirements.txt");
        Files.writeString(
                requirements, "%s==%s --hash=sha256:%s%n".formatted(source.name(), source.version(), source.sha256()));
        var log = folder.resolve("pip.log");
        // pip writes to its temporary folder first: watching our own one shows how far it is.
        var temporary = Files.createDirectories(folder.resolve("tmp"));
        var words = new ArrayList<>(python);
        words.addAll(List.of("-m", "pip", "download", "--no-deps", "--require-hashes", "--no-input"));
        words.addAll(List.of("--progress-bar", "off", "--only-binary", ":all:"));
        words.addAll(List.of("-r", requirements.toString(), "-d", wheels.toString()));
        var command = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        command.environment().put("TMPDIR", temporary.toString());
        var process = start(command);
        try {
            await(process, folder, progress);
        } finally {
            process.destroy();
        }
        if (process.exitValue() != 0) {
            throw new Refused("pip said: " + lastWords(log));
        }
    }

    private Process start(ProcessBuilder command) throws Refused {
        try {
            return command.start();
        } catch (IOException e) {
            throw new Refused("%s does not start".formatted(python.getFirst()), e);
        }
    }

    private static void await(Process process, Path folder, Progress progress)
            throws IOException, Refused, InterruptedException {
        var deadline = Instant.now().plus(PATIENCE);
        while (!process.waitFor(1, TimeUnit.SECONDS)) {
            progress.at(bytesIn(folder));
            if (Instant.now().isAfter(deadline)) {
                throw new Refused("pip took longer than %d minutes".formatted(PATIENCE.toMinutes()));
            }
        }
    }

    private static long bytesIn(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (NoSuchFileException | UncheckedIOException _) {
            // pip moves its files while we look.
            return 0;
        }
    }

    private static String lastWords(Path log) throws IOException {
        var lines = Files.readString(log).strip();
        var last = lines.substring(lines.lastIndexOf('\n') + 1);
        return last.length() <= REASON_CHARACTERS ? last : last.substring(0, REASON_CHARACTERS) + "…";
    }

    private static void unzip(Path wheel, String path, Path target) throws IOException, Refused {
        try (var zip = new ZipFile(wheel.toFile())) {
            var entry = zip.getEntry(path);
            if (entry == null) {
                throw new Refused("the wheel holds no " + path);
            }
            try (var in = zip.getInputStream(entry)) {
                Files.copy(in, target);
            }
        }
    }
}
