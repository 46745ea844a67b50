package io.triade.local.models;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts what became of every generation, so that a test can see a cancel arrive.
public final class Generations {
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

    static final class Tally {
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

    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    public Counts total() {
        return byModel().values().stream().reduce(new Counts(0, 0, 0, 0, 0), Counts::plus);
    }

    public Map<String, Counts> byModel() {
        var counts = new TreeMap<String, Counts>();
        tallies.forEach((modelId, tally) -> counts.put(modelId, tally.counts()));
        return counts;
    }

    public void reset() {
        tallies.values().forEach(Tally::reset);
    }

    Tally of(String modelId) {
        return tallies.computeIfAbsent(modelId, _ -> new Tally());
    }
}
