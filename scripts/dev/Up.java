package dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// Starts what is not running yet, waits until all of it is healthy and, unless detached, stays until Ctrl-C.
public final class Up {
    private final Settings settings;
    private final Options options;
    private final Start start;
    private final Stop stop;
    private final List<String> started = new ArrayList<>();
    private volatile boolean stopping;

    public Up(Settings settings, Options options) {
        this.settings = settings;
        this.options = options;
        this.start = new Start(settings);
        this.stop = new Stop(settings);
    }

    public int run() throws IOException, InterruptedException {
        long began = System.nanoTime();
        boolean detached = options.has("detach");
        try (var _ = Lock.of(settings)) {
            if (!detached) Runtime.getRuntime().addShutdownHook(new Thread(this::stopWhatWeStarted));
            if (settings.replicas() > 1) refuseWithoutPrograms();
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

    private void start() throws IOException {
        List<Part> all = new Parts(settings).all();
        List<Part> missing = new ArrayList<>();
        for (Part part : all) {
            if (!options.all("without").contains(part.name()) && !runsAsItIs(part)) missing.add(part);
        }
        missing.forEach(Up::refuseUnbuilt);
        List<String> kept = new ArrayList<>(all.stream().map(Part::name).toList());
        kept.removeAll(missing.stream().map(Part::name).toList());
        stop.these(Parts.NAMES.stream().filter(name -> !kept.contains(name)).toList());
        List<String> taken = Ports.taken(missing);
        if (!taken.isEmpty()) throw new Failure(String.join("\n", taken));
        // The tiers ask the stores and the issuer for things as they start; among themselves order does not matter.
        for (boolean foundation : new boolean[] {true, false}) {
            List<Part> wave = missing.stream()
                    .filter(part -> Parts.FOUNDATIONS.contains(part.name()) == foundation)
                    .toList();
            long began = System.nanoTime();
            for (Part part : wave) {
                started.add(part.name());
                start.launch(part);
            }
            start.awaitAll(wave, began);
        }
        List<Part> replicas = missing.stream().filter(Parts::isReplica).toList();
        if (!replicas.isEmpty()) new Proxy(settings).awaitAll(replicas);
    }

    private boolean runsAsItIs(Part part) throws IOException {
        Optional<Running> running = Running.read(settings, part.name());
        boolean same = running.isPresent()
                && running.get().alive()
                && running.get().launch().equals(part.launch());
        if (same) {
            // Whoever started it may end before us, and is not to take it along.
            running.get().keptByMeNow().write(settings);
            Progress.step(part.name(), "runs already    " + part.url());
        }
        return same;
    }

    private static void refuseWithoutPrograms() {
        if (Tools.haproxy().isPresent() && Tools.redis().isPresent()) return;
        throw new Failure("More than one replica takes HAProxy and Redis: apt-get install haproxy redis-server, or "
                + "brew install haproxy redis.");
    }

    private static void refuseUnbuilt(Part part) {
        for (Path file : part.needs()) {
            if (!Files.exists(file)) throw new Failure(part.name() + " is not built: " + file + " is missing.");
        }
    }

    private void watch() throws InterruptedException {
        for (String name : started) {
            Running.read(settings, name).flatMap(Running::process).ifPresent(handle -> handle.onExit()
                    .thenRun(() -> sayIfUnexpected(name, handle.pid())));
        }
        new CountDownLatch(1).await();
    }

    private void sayIfUnexpected(String name, long pid) {
        // Where there is no setsid, Ctrl-C reaches Node.js and Redis as well as us, and they may be the faster ones.
        Tools.pause(Duration.ofMillis(300));
        boolean ours = Running.read(settings, name).filter(known -> known.pid() == pid).isPresent();
        if (ours && !stopping) {
            Progress.step(name, "has ended by itself: ./dev logs " + name + " says why; ./dev up starts it again");
        }
    }

    /// A later `./dev up` keeps what it found running.
    private boolean isOurs(String name) {
        return Running.read(settings, name).filter(Running::keptByMe).isPresent();
    }

    private void stopWhatWeStarted() {
        synchronized (started) {
            stopping = true;
            if (!started.isEmpty()) Progress.say("");
            stop.these(started.stream().filter(this::isOurs).toList());
            started.clear();
        }
    }
}
