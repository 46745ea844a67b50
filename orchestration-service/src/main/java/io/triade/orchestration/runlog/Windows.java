package io.triade.orchestration.runlog;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// For how long the runs of this replica gather events before they write them. A few write each on their own; many
/// write at the same moments, so that one call to the store carries the batches of all that are due.
@ApplicationScoped
class Windows {
    /// As many runs as one call carries.
    private static final int CROWD = Appends.TOGETHER;

    /// Moments are no closer than this, since a timer is no more exact.
    private static final long CLOSEST_NANOS = 10_000_000;

    private final LogConfig config;
    private final AtomicInteger writing = new AtomicInteger();

    Windows(LogConfig config) {
        this.config = config;
    }

    /// A run that writes begins or ends.
    void writers(int more) {
        writing.addAndGet(more);
    }

    /// Whether what is written now is not alone.
    boolean crowded() {
        return writing.get() >= CROWD;
    }

    /// How long a run that writes its first events waits for more.
    Duration first() {
        return config.firstWindow();
    }

    /// Nanoseconds from now until a run writes what it has gathered.
    ///
    /// @param flushed when it wrote last, as `now` by `System.nanoTime()`
    /// @param run any number that is the run's own, by which runs are spread over the moments of a window
    long pause(long now, long flushed, int run) {
        int writers = writing.get();
        long window = window(writers);
        if (writers < CROWD) return Math.max(0, window - (now - flushed));
        long moments = Math.clamp(window / CLOSEST_NANOS, 1, Math.max(1, writers / CROWD));
        long offset = Math.floorMod(run, moments) * window / moments;
        long due = (Math.floorDiv(now - offset, window) + 1) * window + offset;
        // Half a window to one and a half between two writes, one on average.
        return (due - flushed < window / 2 ? due + window : due) - now;
    }

    /// Longer while many runs write than the store is to bear; by whole windows, so that the moments stay the same
    /// ones.
    private long window(int writers) {
        long shortest = Math.max(1, config.window().toNanos());
        long longest = Math.max(shortest, config.longestWindow().toNanos());
        long needed = 1_000_000_000L * writers / Math.max(1, config.batchesPerSecond());
        return Math.clamp((needed + shortest - 1) / shortest * shortest, shortest, longest);
    }
}
