package io.triade.local.weights;

import java.time.Duration;
import java.util.function.Consumer;

/// Says how far a fetch is, at most once a second.
final class Progress {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String what;
    private final long size;
    private final Consumer<String> out;
    private long saidAt = System.nanoTime() - PAUSE.toNanos();
    private long said = -1;

    Progress(String what, long size, Consumer<String> out) {
        this.what = what;
        this.size = size;
        this.out = out;
    }

    void at(long bytes) {
        long percent = Math.min(100, 100 * bytes / size);
        if (percent != said && System.nanoTime() - saidAt >= PAUSE.toNanos()) {
            said = percent;
            saidAt = System.nanoTime();
            out.accept("%s %d %% (%d of %d MB)".formatted(what, percent, bytes / 1_000_000, size / 1_000_000));
        }
    }
}
