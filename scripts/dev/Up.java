package dev;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// Starts what is not running yet, waits until all of it is healthy and, unless detached, stays until Ctrl-C.
public final class Up {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Settings settings;
    private final Options options;
    private final Stop stop;
    private final List<String> started = new ArrayList<>();
    private volatile boolean stopping;

    public Up(Settings settings, Options options) {
        this.settings = settings;
        this.options = options;
        this.stop = new Stop(settings);
    }

    public int run() throws IOException, InterruptedException {
        long began = System.nanoTime();
        Files.createDirectories(settings.logs());
        boolean detached = options.has("detach");
        try (FileChannel channel = FileChannel.open(
                        settings.home().resolve("up.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) throw new Failure("Another ./dev up is starting this suite already.");
            if (!detached) Runtime.getRuntime().addShutdownHook(new Thread(this::stopWhatWeStarted));
            if (!options.has("no-build")) new Build(settings).whatChanged(options.all("without"));
            start();
        } catch (Failure failure) {
            stopWhatWeStarted();
            throw failure;
        }
        Progress.say(Welcome.text(settings, began, options.all("without"), detached));
        if (!detached) watch();
        return 0;
    }

    private void start() throws IOException, InterruptedException {
        List<Part> parts = new Parts(settings).all().stream()
                .filter(part -> !options.all("without").contains(part.name()))
                .toList();
        List<Part> missing = parts.stream().filter(part -> !runsAsItIs(part)).toList();
        for (Part part : missing.reversed()) stop.one(part.name());
        missing.forEach(Up::refuseUnbuilt);
        List<String> taken = Ports.taken(missing);
        if (!taken.isEmpty()) throw new Failure(String.join("\n", taken));
        // The tiers ask the stores and the issuer for things as they start; among themselves order does not matter.
        for (boolean foundation : new boolean[] {true, false}) {
            List<Part> wave = missing.stream()
                    .filter(part -> part.name().equals("local-aws") == foundation)
                    .toList();
            long began = System.nanoTime();
            for (Part part : wave) launch(part);
            awaitAll(wave, began);
        }
    }

    private boolean runsAsItIs(Part part) {
        Optional<Running> running = Running.read(settings, part.name());
        boolean same = running.isPresent()
                && running.get().alive()
                && running.get().launch().equals(part.launch());
        if (same) Progress.step(part.name(), "runs already    " + part.url());
        return same;
    }

    private static void refuseUnbuilt(Part part) {
        for (Path file : part.needs()) {
            if (!Files.exists(file)) throw new Failure(part.name() + " is not built: " + file + " is missing.");
        }
    }

    private void launch(Part part) throws IOException {
        Path log = settings.logs().resolve(part.name() + ".log");
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(part.name() + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        var command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", part.name()));
        command.addAll(part.command());
        // Ctrl-C reaches the whole process group; only we obey it, and then end the others in order.
        var builder = new ProcessBuilder(command)
                .directory(part.folder().toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true);
        builder.environment().putAll(part.environment());
        Process process = builder.start();
        started.add(part.name());
        Running.of(part, process).write(settings);
    }

    private void awaitAll(List<Part> wave, long began) throws IOException {
        var waiting = new ArrayList<>(wave);
        while (!waiting.isEmpty()) {
            for (Part part : List.copyOf(waiting)) {
                if (Http.answers(part.url() + part.health())) {
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
        Path log = settings.logs().resolve(part.name() + ".log");
        List<String> lines = Files.readAllLines(log);
        return new Failure("%s %s. The end of %s:%n  %s".formatted(
                part.name(), how, log, String.join("\n  ", lines.subList(Math.max(0, lines.size() - 25), lines.size()))));
    }

    private void watch() throws InterruptedException, IOException {
        for (String name : started) {
            Running.read(settings, name).flatMap(Running::process).ifPresent(handle -> handle.onExit()
                    .thenRun(() -> sayIfUnexpected(name)));
        }
        new CountDownLatch(1).await();
    }

    private void sayIfUnexpected(String name) {
        // Ctrl-C reaches Node.js as well as us, and it may be the faster one.
        Tools.pause(Duration.ofMillis(300));
        if (Running.read(settings, name).isPresent() && !stopping) {
            Progress.step(name, "has ended by itself: ./dev logs " + name + " says why; ./dev up starts it again");
        }
    }

    private void stopWhatWeStarted() {
        synchronized (started) {
            stopping = true;
            if (!started.isEmpty()) Progress.say("");
            for (String name : started.reversed()) stop.one(name);
            started.clear();
        }
    }
}
