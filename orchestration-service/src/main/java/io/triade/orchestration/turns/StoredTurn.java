package io.triade.orchestration.turns;

import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Turn;

/// A turn as its item holds it.
///
/// @param parts items that hold the output when it is too long for this one; then the turn's own output is empty
record StoredTurn(Turn turn, int parts) {
    boolean running() {
        return turn.state() == RunState.RUNNING;
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
