package io.triade.orchestration.runs.attempts;

import io.triade.contracts.sessions.Turn;
import io.triade.orchestration.channels.Notices;
import io.triade.orchestration.runlog.Batch;
import io.triade.orchestration.runlog.LogTable;
import io.triade.orchestration.runs.store.Answer;
import io.triade.orchestration.runs.store.RunHead;
import io.triade.orchestration.runs.store.RunTable;
import io.triade.orchestration.runs.store.StoredRun.Ended;
import io.triade.orchestration.tables.DynamoTable.Writes;
import io.triade.orchestration.turns.Turns;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/// How a run leaves the hands of this replica: ended, given back or taken back, together with the turn that it is.
/// Blocks.
@ApplicationScoped
public class Outcomes {
    private final RunTable table;
    private final LogTable logs;
    private final Turns turns;
    private final Notices notices;

    Outcomes(RunTable table, LogTable logs, Turns turns, Notices notices) {
        this.table = table;
        this.logs = logs;
        this.turns = turns;
        this.notices = notices;
    }

    RunTable.End store(LiveRun run, Ended ended, Answer.Outcome outcome, Batch batch, LiveRuns.Last last) {
        Turn turn = last.alone() ? null : turn(run, outcome);
        Writes beside = turn == null ? Writes.NONE : turns.toEnd(run.head.principal(), turn);
        RunTable.End end = table.end(run.head, run.standing, ended, batch, last.burn(), beside);
        if (end == RunTable.End.BESIDE && turn != null) turns.undo(run.head.principal(), turn);
        return end;
    }

    /// Stored, and shown: what else follows from it.
    void ended(LiveRun run, Answer.Outcome outcome) {
        Turn turn = turn(run, outcome);
        if (turn == null) return;
        notices.turnEnded(run.head.owner(), turn);
        turns.ended(run.head.call(), turn);
    }

    /// @return false where the run has to stay
    boolean forget(LiveRun run) {
        RunHead head = run.head;
        String sessionId = head.sessionId();
        Writes beside = sessionId == null ? Writes.NONE : turns.toForget(head.principal(), sessionId, head.id());
        if (!table.forget(head, run.standing, beside)) return false;
        logs.remove(head.key());
        return true;
    }

    @Nullable
    Void release(LiveRun run) {
        table.release(run.head, run.standing);
        return null;
    }

    public @Nullable Void remove(RunHead head) {
        table.remove(head);
        logs.remove(head.key());
        return null;
    }

    /// The turn as it ends; null for a run that is none.
    static @Nullable Turn turn(LiveRun run, Answer.Outcome outcome) {
        Turn begun = run.turn;
        if (begun == null) return null;
        return new Turn(
                begun.id(),
                begun.sessionId(),
                begun.parentId(),
                outcome.state(),
                begun.input(),
                outcome.output(),
                outcome.model() == null ? begun.model() : outcome.model(),
                outcome.stopReason(),
                outcome.usage(),
                outcome.problem(),
                begun.createdAt(),
                outcome.finishedAt());
    }
}
