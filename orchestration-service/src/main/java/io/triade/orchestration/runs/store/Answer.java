package io.triade.orchestration.runs.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.triade.contracts.generations.ContentBlock.ToolUse;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.runs.RunState;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the log says of an answer, folded from its events. Only those that change the outcome are parsed.
public final class Answer {
    private static final Set<String> FOLDED = Set.of(
            "started",
            "text-delta",
            "reasoning-delta",
            "tool-requested",
            "tool-finished",
            "approval-asked",
            "usage",
            "interrupted",
            "completed",
            "failed",
            "cancelled");
    private static final int PROBLEM_CHARACTERS = 2_000;
    private static final int PROBLEM_ERRORS = 20;
    private static final int TOOL_USES = 100;
    private static final int TOOL_USE_BYTES = 256 * 1024;

    private final EventCodec codec;
    private final int maxCharacters;
    private final StringBuilder text = new StringBuilder();

    /// Length of the text after each event, for the event that takes some of it back.
    private int[] lengths = new int[64];

    private int last;
    private boolean more;

    /// By the offsets of their events.
    private final NavigableMap<Integer, Asked> toolUses = new TreeMap<>();

    private int toolUseBytes;

    /// @param bytes of its event
    private record Asked(ToolUse use, int bytes) {}

    private @Nullable String model;
    private @Nullable TokenUsage usage;

    /// What the attempts before this one used; null in the first.
    private @Nullable TokenUsage before;

    /// Length of the text that this attempt began with.
    private int from;

    private boolean settled;

    /// Offset of the newest `interrupted`.
    private int interruptedAt = -1;

    private @Nullable RunEvent end;

    public Answer(EventCodec codec, int maxCharacters) {
        this.codec = codec;
        this.maxCharacters = maxCharacters;
    }

    /// @throws ProblemException when the answer grows longer than may be kept; the frame is not part of it then
    public void add(Frame frame) {
        if (FOLDED.contains(frame.type())) fold(codec.event(frame), frame.json().length());
        last++;
        if (last == lengths.length) lengths = Arrays.copyOf(lengths, 2 * last);
        lengths[last] = text.length();
    }

    /// The event as it belongs into the log: the model tells what its own attempt used, the log what the run did.
    public Frame counted(Frame frame) {
        TokenUsage spent = before;
        if (spent == null || !frame.type().equals("usage")) return frame;
        var used = (RunEvent.Usage) codec.event(frame);
        return codec.frame(frame.offset(), used(spent.plus(used.usage().estimated(used.estimated()))));
    }

    /// The event that says what a run has used so far, whole.
    public static RunEvent.Usage used(TokenUsage all) {
        return new RunEvent.Usage(all.estimated(false), all.estimated() != null);
    }

    /// What the run has used so far, lost attempts included.
    public @Nullable TokenUsage usage() {
        return usage;
    }

    /// Whether the log says what the attempt used that it is of.
    public boolean settled() {
        return settled;
    }

    /// What this attempt was given as the beginning of its answer.
    public String beginning() {
        return text.substring(0, from);
    }

    /// Whether nothing came since the attempt before was lost.
    public boolean interrupted() {
        return interruptedAt == last;
    }

    public boolean begun() {
        return model != null;
    }

    /// The terminal event, once it came.
    public @Nullable RunEvent end() {
        return end;
    }

    /// Offset of the newest event.
    public long last() {
        return last;
    }

    /// The text so far, whole characters only.
    public String text() {
        return said();
    }

    /// The tools that the model asked for, the first of them where there are very many.
    List<ToolUse> toolUses() {
        return toolUses.values().stream().map(Asked::use).toList();
    }

    /// True when there is something in it that a model cannot be given back as the beginning of its answer.
    public boolean more() {
        return more;
    }

    /// How a run ended, as it is kept.
    ///
    /// @param output what the model said
    public record Outcome(
            RunState state,
            @Nullable String model,
            String output,
            @Nullable StopReason stopReason,
            @Nullable TokenUsage usage,
            @Nullable Problem problem,
            Instant finishedAt) {}

    /// @param how the terminal event, whoever says it
    public Outcome outcome(RunEvent how) {
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
        return new Outcome(
                state,
                model,
                said(),
                how instanceof RunEvent.Completed completed ? completed.stopReason() : null,
                usage,
                how instanceof RunEvent.Failed failed ? bounded(failed.problem()) : null,
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    private void fold(RunEvent event, int bytes) {
        switch (event) {
            case RunEvent.Started started -> model = started.model();
            case RunEvent.TextDelta delta -> append(delta.text());
            case RunEvent.Usage used -> {
                usage = used.usage().estimated(used.estimated());
                settled = true;
            }
            case RunEvent.Interrupted interrupted -> interrupt(interrupted.rewindTo());
            case RunEvent.Completed _, RunEvent.Failed _, RunEvent.Cancelled _ -> end = event;
            case RunEvent.ToolRequested asked -> {
                more = true;
                if (toolUses.size() < TOOL_USES && toolUseBytes + bytes <= TOOL_USE_BYTES) {
                    toolUseBytes += bytes;
                    var use = new ToolUse(asked.toolUseId(), asked.name(), asked.input());
                    toolUses.put(last + 1, new Asked(use, bytes));
                }
            }
            case RunEvent.ReasoningDelta _, RunEvent.ToolFinished _, RunEvent.ApprovalAsked _ -> more = true;
            case RunEvent.PassageFound _, RunEvent.GuardrailVerdict _ -> {}
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

    /// Takes words back, but nothing of what they cost.
    private void interrupt(long rewindTo) {
        rewind(rewindTo);
        from = text.length();
        before = usage;
        settled = false;
        interruptedAt = last + 1;
    }

    private void rewind(long offset) {
        if (offset < 0 || offset > last) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED,
                    "The answer was to be rewound to event " + offset + " of " + last + ".");
        }
        text.setLength(lengths[(int) offset]);
        var taken = toolUses.tailMap((int) offset, false);
        toolUseBytes -= taken.values().stream().mapToInt(Asked::bytes).sum();
        taken.clear();
        if (offset <= 1) more = false;
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
