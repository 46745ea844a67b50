package dev;

import java.io.IOException;
import java.time.Duration;

/// Stops our processes, last started first, each with time to end its streams.
public final class Stop {
    private static final Duration GRACE = Duration.ofSeconds(40);

    private final Settings settings;

    public Stop(Settings settings) {
        this.settings = settings;
    }

    public int all() throws IOException {
        int stopped = 0;
        for (String name : Parts.NAMES.reversed()) {
            if (one(name)) stopped++;
        }
        if (stopped == 0) Progress.say("Nothing was running.");
        return 0;
    }

    /// @return false when it was not running
    boolean one(String name) {
        var known = Running.read(settings, name);
        if (known.isEmpty()) return false;
        boolean alive = known.get().alive();
        if (alive) end(known.get());
        Running.forget(settings, name);
        return alive;
    }

    private static void end(Running running) {
        long began = System.nanoTime();
        running.process().ifPresent(ProcessHandle::destroy);
        while (running.alive()) {
            if (System.nanoTime() - began > GRACE.toNanos()) {
                running.process().ifPresent(ProcessHandle::destroyForcibly);
                Progress.step(running.name(), "did not stop in " + Progress.seconds(GRACE) + " and was killed");
                return;
            }
            Tools.pause(Duration.ofMillis(50));
        }
        Progress.step(running.name(), "stopped in " + Progress.since(began));
    }
}
