package io.triade.prompt.routing;

import io.triade.contracts.problems.ProblemException;
import io.triade.prompt.invocation.ModelFaults;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Which attempt this is, and whether and after which pause another may follow.
///
/// @param number 1 for the first
/// @param endNanos by `System.nanoTime()`: no attempt begins after it
record Attempt(int number, long endNanos) {
    static Attempt first(Duration limit) {
        return new Attempt(1, System.nanoTime() + limit.toNanos());
    }

    Attempt next() {
        return new Attempt(number + 1, endNanos);
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    /// How long to wait before the next attempt; empty when there is none.
    Optional<Duration> pauseAfter(Throwable failure, RoutingConfig config, RandomGenerator random) {
        if (number >= config.attempts()) return Optional.empty();
        if (!(failure instanceof ProblemException problem) || !ModelFaults.passing(problem)) return Optional.empty();
        long longest = config.firstPause().toMillis() << Math.min(number - 1, 20);
        long bound = Math.min(longest, config.longestPause().toMillis());
        Duration pause = Duration.ofMillis(random.nextLong(bound + 1));
        return pause.compareTo(left()) < 0 ? Optional.of(pause) : Optional.empty();
    }
}
