package io.triade.orchestration.turns;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Turn;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a caller has been shown of an answer, folded from its frames. Only the frames that change a turn are parsed.
final class Answer {
    private static final Set<String> FOLDED =
            Set.of("started", "text-delta", "usage", "interrupted", "completed", "failed", "cancelled");
    private static final int PROBLEM_CHARACTERS = 2_000;
    private static final int PROBLEM_ERRORS = 20;

    private final EventCodec codec;
    private final int maxCharacters;
    private final StringBuilder text = new StringBuilder();

    /// Length of the text after each event, for the event that takes some of it back.
    private int[] lengths = new int[64];

    private int last;
    private @Nullable String model;
    private @Nullable TokenUsage usage;
    private @Nullable RunEvent end;

    Answer(EventCodec codec, int maxCharacters) {
        this.codec = codec;
        this.maxCharacters = maxCharacters;
    }

    /// @throws ProblemException when the answer grows longer than may be kept; the frame is not part of it then
    void add(Frame frame) {
        if (FOLDED.contains(frame.type())) fold(codec.event(frame));
        last++;
        if (last == lengths.length) lengths = Arrays.copyOf(lengths, 2 * last);
        lengths[last] = text.length();
    }

    /// The terminal frame for a stream that broke.
    Frame broken(Throwable failure, String traceId) {
        ProblemException problem = failure instanceof ProblemException known
                ? known
                : new ProblemException(ProblemType.UPSTREAM_FAILED, "The answer broke off.", failure);
        Frame frame = codec.frame(last + 1L, new RunEvent.Failed(problem.problem(traceId)));
        add(frame);
        return frame;
    }

    boolean begun() {
        return last > 0;
    }

    /// The terminal event, once it came.
    @Nullable
    RunEvent end() {
        return end;
    }

    /// The running turn as it is kept.
    ///
    /// @param how the terminal event, whoever says it
    Turn ended(Turn running, RunEvent how) {
        RunState state =
                switch (how) {
                    case RunEvent.Completed _ -> RunState.SUCCEEDED;
                    case RunEvent.Failed _ -> RunState.FAILED;
                    case RunEvent.Cancelled _ -> RunState.CANCELLED;
                    case RunEvent.Started _,
                            RunEvent.PassageFound _,
                            RunEvent.TextDelta _,
                            RunEvent.ReasoningDelta _,
                            RunEvent.ToolRequested _,
                            RunEvent.ToolFinished _,
                            RunEvent.ApprovalAsked _,
                            RunEvent.GuardrailVerdict _,
                            RunEvent.Usage _,
                            RunEvent.Interrupted _ ->
                        throw new IllegalArgumentException("not a terminal event: " + how);
                };
        return new Turn(
                running.id(),
                running.sessionId(),
                running.parentId(),
                state,
                running.input(),
                said(),
                model == null ? running.model() : model,
                how instanceof RunEvent.Completed completed ? completed.stopReason() : null,
                usage,
                how instanceof RunEvent.Failed failed ? bounded(failed.problem()) : null,
                running.createdAt(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    private void fold(RunEvent event) {
        switch (event) {
            case RunEvent.Started started -> model = started.model();
            case RunEvent.TextDelta delta -> append(delta.text());
            case RunEvent.Usage used -> usage = used.usage();
            case RunEvent.Interrupted interrupted -> rewind(interrupted.rewindTo());
            case RunEvent.Completed _, RunEvent.Failed _, RunEvent.Cancelled _ -> end = event;
            case RunEvent.PassageFound _,
                    RunEvent.ReasoningDelta _,
                    RunEvent.ToolRequested _,
                    RunEvent.ToolFinished _,
                    RunEvent.ApprovalAsked _,
                    RunEvent.GuardrailVerdict _ -> {}
        }
    }

    private void append(String delta) {
        if (text.length() + delta.length() > maxCharacters) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED,
                    "The answer grew longer than the %d characters that are kept.".formatted(maxCharacters));
        }
        text.append(delta);
    }

    private void rewind(long offset) {
        if (offset < 0 || offset > last) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED,
                    "The answer was to be rewound to event " + offset + " of " + last + ".");
        }
        text.setLength(lengths[(int) offset]);
    }

    /// A stream can be cut between the halves of a surrogate pair, and a careless model can send one alone. Half of one
    /// cannot be stored: at the end it is dropped, elsewhere it becomes a question mark.
    private String said() {
        int length = text.length();
        if (length > 0 && Character.isHighSurrogate(text.charAt(length - 1))) length--;
        return new String(text.substring(0, length).getBytes(UTF_8), UTF_8);
    }

    private static Problem bounded(Problem problem) {
        String detail = problem.detail();
        if (detail != null && detail.length() > PROBLEM_CHARACTERS)
            detail = detail.substring(0, PROBLEM_CHARACTERS) + "…";
        return new Problem(
                problem.type(),
                problem.title(),
                problem.status(),
                detail,
                problem.traceId(),
                problem.errors().stream().limit(PROBLEM_ERRORS).toList());
    }
}
