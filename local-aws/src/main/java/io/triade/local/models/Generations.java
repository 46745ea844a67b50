package io.triade.local.models;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Counts what became of every generation, by model and by a key of the caller's, so that a test can see a cancel
/// arrive and that a model was asked once.
public final class Generations {
    private static final int MOST_KEYS = 100_000;

    /// Each generation is active until it is exactly one of finished, cancelled and failed.
    public record Counts(long active, long started, long finished, long cancelled, long failed) {
        Counts plus(Counts other) {
            return new Counts(
                    active + other.active,
                    started + other.started,
                    finished + other.finished,
                    cancelled + other.cancelled,
                    failed + other.failed);
        }
    }

    enum Outcome {
        FINISHED,
        CANCELLED,
        FAILED
    }

    /// One generation, to be ended once.
    interface Running {
        void end(Outcome outcome);
    }

    private static final class Tally {
        private final LongAdder active = new LongAdder();
        private final LongAdder started = new LongAdder();
        private final Map<Outcome, LongAdder> outcomes = Map.of(
                Outcome.FINISHED, new LongAdder(),
                Outcome.CANCELLED, new LongAdder(),
                Outcome.FAILED, new LongAdder());

        void start() {
            active.increment();
            started.increment();
        }

        void end(Outcome outcome) {
            active.decrement();
            of(outcome).increment();
        }

        private LongAdder of(Outcome outcome) {
            return outcomes.getOrDefault(outcome, started);
        }

        private Counts counts() {
            return new Counts(
                    active.sum(),
                    started.sum(),
                    of(Outcome.FINISHED).sum(),
                    of(Outcome.CANCELLED).sum(),
                    of(Outcome.FAILED).sum());
        }

        /// What is active stays so: it is still to end.
        private void reset() {
            started.reset();
            outcomes.values().forEach(LongAdder::reset);
        }
    }

    private static final Counts NONE = new Counts(0, 0, 0, 0, 0);
    private static final Counts STARTED = new Counts(1, 1, 0, 0, 0);
    private static final Map<Outcome, Counts> ENDED = Map.of(
            Outcome.FINISHED, new Counts(-1, 0, 1, 0, 0),
            Outcome.CANCELLED, new Counts(-1, 0, 0, 1, 0),
            Outcome.FAILED, new Counts(-1, 0, 0, 0, 1));

    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
    private final LinkedHashMap<String, Counts> byKey = new LinkedHashMap<>();

    public Counts total() {
        return byModel().values().stream().reduce(NONE, Counts::plus);
    }

    public Map<String, Counts> byModel() {
        var counts = new TreeMap<String, Counts>();
        tallies.forEach((modelId, tally) -> counts.put(modelId, tally.counts()));
        return counts;
    }

    /// What became of the generations of one key; the oldest keys are forgotten where there are very many.
    public Counts ofKey(String key) {
        synchronized (byKey) {
            return byKey.getOrDefault(key, NONE);
        }
    }

    /// Forgets what has ended, and all keys.
    public void reset() {
        tallies.values().forEach(Tally::reset);
        synchronized (byKey) {
            byKey.clear();
        }
    }

    void know(String modelId) {
        tallies.computeIfAbsent(modelId, _ -> new Tally());
    }

    Running start(String modelId, @Nullable String key) {
        var tally = tallies.computeIfAbsent(modelId, _ -> new Tally());
        tally.start();
        if (key == null) {
            return tally::end;
        }
        synchronized (byKey) {
            // At the end of the line again, as the one used last.
            var before = byKey.remove(key);
            byKey.put(key, before == null ? STARTED : before.plus(STARTED));
            if (byKey.size() > MOST_KEYS) {
                byKey.pollFirstEntry();
            }
        }
        return outcome -> {
            tally.end(outcome);
            synchronized (byKey) {
                byKey.computeIfPresent(key, (_, counts) -> counts.plus(ENDED.getOrDefault(outcome, NONE)));
            }
        };
    }
}
