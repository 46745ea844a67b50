package io.triade.orchestration.runs.store;

import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run as its item holds it: what never changes and where it stands.
public record StoredRun(RunHead head, Standing standing) {
    /// How the prompt tier names what is no run.
    private static final String DIRECT = "d_";

    /// Where a run stands; what can follow is what the state has a method for.
    public sealed interface Standing {
        /// How many replicas have worked on it.
        int attempts();
    }

    /// Nobody works on it: the replica that did has stopped.
    ///
    /// @param cancelledBy set when it is to be ended as cancelled
    public record Queued(int attempts, @Nullable String cancelledBy) implements Standing {
        public Running claimedBy(String replica) {
            return new Running(attempts + 1, replica, cancelledBy);
        }
    }

    /// A replica works on it.
    public record Running(
            int attempts, String replica, @Nullable String cancelledBy) implements Standing {
        public Running takenOverBy(String other) {
            return new Running(attempts + 1, other, cancelledBy);
        }

        public Ended ended(Answer.Outcome outcome, long lastOffset) {
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
    public record Ended(
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
    public Run shown(Answer said) {
        return shown(said.text(), said.toolUses(), said.last());
    }

    /// As a list shows it.
    public Run listed() {
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

    /// What is said where there is no run of a name.
    public static ProblemException absent(String id) {
        String shown = id.length() <= 60 ? id : id.substring(0, 60) + "…";
        return new ProblemException(
                ProblemType.NOT_FOUND,
                id.startsWith(DIRECT)
                        ? "Nothing is kept of %s, a completion of the direct path; one with an Idempotency-Key is a run."
                                .formatted(shown)
                        : "There is no run " + shown + ".");
    }
}
