package io.triade.orchestration.turns;

import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Turn;
import java.time.Instant;

/// A turn as its item holds it.
///
/// @param leaseUntil while it runs: when it must have ended, unless the process that runs it died
/// @param parts items that hold the output when it is too long for this one; then the turn's own output is empty
record StoredTurn(Turn turn, Instant leaseUntil, int parts) {
    /// What a reader is told at this moment.
    Turn shown(Instant now) {
        if (turn.state() != RunState.RUNNING || now.isBefore(leaseUntil)) return turn;
        var problem = Problem.of(
                ProblemType.UPSTREAM_FAILED,
                "The process that ran this turn stopped before it ended; ask again.",
                null);
        return new Turn(
                turn.id(),
                turn.sessionId(),
                turn.parentId(),
                RunState.FAILED,
                turn.input(),
                turn.output(),
                turn.model(),
                null,
                null,
                problem,
                turn.createdAt(),
                leaseUntil);
    }

    static Turn withOutput(Turn turn, String output) {
        return new Turn(
                turn.id(),
                turn.sessionId(),
                turn.parentId(),
                turn.state(),
                turn.input(),
                output,
                turn.model(),
                turn.stopReason(),
                turn.usage(),
                turn.problem(),
                turn.createdAt(),
                turn.finishedAt());
    }
}
