package dev;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Stops our processes, a tier after the other and the last started first, each with time to end its streams.
public final class Stop {
    private static final Duration GRACE = Duration.ofSeconds(40);

    private final Settings settings;

    public Stop(Settings settings) {
        this.settings = settings;
    }

    public int all() throws IOException {
        if (these(Parts.NAMES) == 0) Progress.say("Nothing was running.");
        return 0;
    }

    /// @return how many of them were running
    int these(Collection<String> names) {
        int stopped = 0;
        for (List<String> tier : Parts.TIERS.reversed()) {
            stopped += together(tier.stream().filter(names::contains).toList());
        }
        return stopped;
    }

    /// The replicas of a tier end side by side: each of them first waits until the proxy has noticed.
    private int together(List<String> names) {
        var ending = new ArrayList<Running>();
        for (String name : names) Running.read(settings, name).filter(Running::alive).ifPresent(ending::add);
        int stopped = ending.size();
        long began = System.nanoTime();
        for (Running running : ending) running.process().ifPresent(ProcessHandle::destroy);
        while (!ending.isEmpty()) {
            boolean late = System.nanoTime() - began > GRACE.toNanos();
            ending.removeIf(running -> ended(running, began) || (late && killed(running)));
            Tools.pause(Duration.ofMillis(50));
        }
        for (String name : names) Running.forget(settings, name);
        return stopped;
    }

    private static boolean ended(Running running, long began) {
        if (running.alive()) return false;
        Progress.step(running.name(), "stopped in " + Progress.since(began));
        return true;
    }

    private static boolean killed(Running running) {
        running.process().ifPresent(ProcessHandle::destroyForcibly);
        Progress.step(running.name(), "did not stop in " + Progress.seconds(GRACE) + " and was killed");
        return true;
    }
}
