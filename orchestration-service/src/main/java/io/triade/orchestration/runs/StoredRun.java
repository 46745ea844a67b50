package io.triade.orchestration.runs;

import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run as its item holds it: what never changes and where it stands.
record StoredRun(RunHead head, Standing standing) {
    /// Where a run stands; what can follow is what the state has a method for.
    sealed interface Standing {
        /// How many replicas have worked on it.
        int attempts();
    }

    /// Nobody works on it: the replica that did has stopped.
    ///
    /// @param cancelledBy set when it is to be ended as cancelled
    record Queued(int attempts, @Nullable String cancelledBy) implements Standing {
        Running claimedBy(String replica) {
            return new Running(attempts + 1, replica, cancelledBy);
        }
    }

    /// A replica works on it.
    record Running(int attempts, String replica, @Nullable String cancelledBy) implements Standing {
        Running takenOverBy(String other) {
            return new Running(attempts + 1, other, cancelledBy);
        }

        Ended ended(Answer.Outcome outcome, long lastOffset) {
            return new Ended(
                    attempts,
                    outcome.state(),
                    lastOffset,
                    outcome.model(),
                    outcome.stopReason(),
                    outcome.usage(),
                    outcome.problem(),
                    outcome.finishedAt());
        }
    }

    /// Its log is whole.
    record Ended(
            int attempts,
            RunState state,
            long lastOffset,
            @Nullable String model,
            @Nullable StopReason stopReason,
            @Nullable TokenUsage usage,
            @Nullable Problem problem,
            Instant finishedAt)
            implements Standing {}

    /// As its owner sees it.
    ///
    /// @param said what its log holds
    Run shown(Answer said) {
        return shown(said.text(), said.toolUses(), said.last());
    }

    /// As a list shows it.
    Run listed() {
        return shown("", List.of(), 0);
    }

    private Run shown(String output, List<ContentBlock.ToolUse> toolUses, long lastOffset) {
        return switch (standing) {
            case Queued _ -> unfinished(RunState.QUEUED, output, toolUses, lastOffset);
            case Running _ -> unfinished(RunState.RUNNING, output, toolUses, lastOffset);
            case Ended ended ->
                new Run(
                        head.id(),
                        head.sessionId(),
                        ended.state,
                        ended.model == null ? head.model() : ended.model,
                        output,
                        ended.stopReason,
                        ended.usage,
                        ended.problem,
                        ended.lastOffset,
                        ended.attempts,
                        head.onDisconnect(),
                        head.onInterruption(),
                        head.createdAt(),
                        ended.finishedAt,
                        head.metadata(),
                        toolUses);
        };
    }

    private Run unfinished(RunState state, String output, List<ContentBlock.ToolUse> toolUses, long lastOffset) {
        return new Run(
                head.id(),
                head.sessionId(),
                state,
                head.model(),
                output,
                null,
                null,
                null,
                lastOffset,
                standing.attempts(),
                head.onDisconnect(),
                head.onInterruption(),
                head.createdAt(),
                null,
                head.metadata(),
                toolUses);
    }
}
