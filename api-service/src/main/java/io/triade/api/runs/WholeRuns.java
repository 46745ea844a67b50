package io.triade.api.runs;

import io.smallrye.mutiny.Uni;
import io.triade.contracts.problems.ProblemException;
import io.triade.defaults.stopping.Stopping;
import io.triade.defaults.streams.TierClient;
import io.triade.defaults.streams.TierClient.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/// Starts runs and waits for their document. A broken start is made again under the same id, which is the same
/// start.
@ApplicationScoped
public class WholeRuns {
    /// What a start may take longer than its wait, all attempts together.
    private static final Duration GRACE = Duration.ofSeconds(2);

    /// What the tier may take to answer beyond the wait it was told.
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final RunTier tier;
    private final Pauses pauses;
    private final RunCancels cancels;
    private final Stopping stopping;
    private final Duration patience;

    WholeRuns(RunTier tier, Pauses pauses, RunCancels cancels, Stopping stopping, RunsConfig config) {
        this.tier = tier;
        this.pauses = pauses;
        this.cancels = cancels;
        this.stopping = stopping;
        this.patience = config.patience();
    }

    /// The run's document once it has ended, or with status 202 when that took longer than `wait` or than this process
    /// lives. A caller who leaves does so as the one who started it.
    public Uni<Answer> start(RunStart start, Duration wait) {
        return Uni.createFrom().deferred(() -> {
            var starting = new Starting(start, wait);
            return starting.attempt()
                    .onFailure()
                    .transform(starting::failed)
                    .onCancellation()
                    .invoke(starting::leave);
        });
    }

    private final class Starting {
        private final RunStart start;
        private final Duration wait;
        private final long startedNanos = System.nanoTime();
        private int failures;

        Starting(RunStart start, Duration wait) {
            this.start = start;
            this.wait = wait;
        }

        Uni<Answer> attempt() {
            return Uni.createFrom()
                    .deferred(this::ended)
                    .onFailure(this::mayTryAgain)
                    .recoverWithUni(() -> pauses.after(failures++).onItem().transformToUni(_ -> attempt()));
        }

        private Uni<Answer> ended() {
            Uni<Answer> soon = stopping.soon().flatMap(_ -> asItStands());
            return Uni.combine().any().of(tier.whole(start, rest(wait), limit()), soon);
        }

        /// Asked before the other one is left, so that the run keeps a caller.
        private Uni<Answer> asItStands() {
            return tier.whole(start, Duration.ZERO, shorter(start.call().left(), ANSWER));
        }

        private boolean mayTryAgain(Throwable failure) {
            return !TierClient.said(failure) && !rest(longer(wait, patience)).isZero();
        }

        private Throwable failed(Throwable failure) {
            if (!(failure instanceof ProblemException problem) || TierClient.said(problem)) return failure;
            leave();
            return start.mayHaveBegun(problem);
        }

        void leave() {
            if (failures > 0 && start.endsWithItsCaller()) cancels.cancel(start.call(), start.runId());
        }

        /// Of one attempt: a process that hangs must not use up the time in which another would answer.
        private Duration limit() {
            Duration all =
                    shorter(start.call().left(), rest(longer(wait, patience).plus(GRACE)));
            return shorter(all, rest(wait).plus(ANSWER));
        }

        private Duration rest(Duration of) {
            Duration rest = of.minusNanos(System.nanoTime() - startedNanos);
            return rest.isNegative() ? Duration.ZERO : rest;
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
