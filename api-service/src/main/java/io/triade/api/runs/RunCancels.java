package io.triade.api.runs;

import io.smallrye.mutiny.Uni;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/// Ends runs whose callers left while nothing told the tier so: it sees only the connection that made the first
/// start.
@ApplicationScoped
class RunCancels {
    private static final Logger LOG = Logger.getLogger(RunCancels.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RunTier tier;
    private final Pauses pauses;

    RunCancels(RunTier tier, Pauses pauses) {
        this.tier = tier;
        this.pauses = pauses;
    }

    /// Nobody waits for it, so it has a deadline of its own.
    void cancel(Call call, String runId) {
        attempt(new Call(call.principal(), call.traceId(), Instant.now().plus(PATIENCE)), runId, 0);
    }

    private void attempt(Call call, String runId, int failures) {
        Uni.createFrom().deferred(() -> tier.cancel(call, runId)).subscribe().with(_ -> {}, failure -> {
            if (hopeless(failure, call))
                LOG.warnf("run %s lost its caller and could not be cancelled: %s", runId, failure);
            else pauses.after(failures).subscribe().with(_ -> attempt(call, runId, failures + 1));
        });
    }

    private static boolean hopeless(Throwable failure, Call call) {
        return !Instant.now().isBefore(call.deadline())
                || !(failure instanceof ProblemException problem)
                || (problem.type().status() / 100 == 4 && problem.type() != ProblemType.RATE_LIMITED);
    }
}
