package io.triade.api.answers;

import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run's answer put together from its events, for protocols that give it whole. What an interruption takes back is
/// not in it.
public final class GatheredAnswer {
    private record Piece(long offset, ContentBlock block) {}

    private final List<Piece> pieces = new ArrayList<>();
    private RunEvent.@Nullable Started started;
    private TokenUsage usage = new TokenUsage(0, 0);
    private @Nullable RunEvent end;

    public void add(long offset, RunEvent event) {
        switch (event) {
            case RunEvent.Started first -> started = first;
            case RunEvent.TextDelta delta -> pieces.add(new Piece(offset, new ContentBlock.Text(delta.text())));
            case RunEvent.ToolRequested tool ->
                pieces.add(new Piece(offset, new ContentBlock.ToolUse(tool.toolUseId(), tool.name(), tool.input())));
            case RunEvent.Usage used -> usage = used.usage();
            case RunEvent.Interrupted interrupted -> pieces.removeIf(piece -> piece.offset > interrupted.rewindTo());
            case RunEvent.Completed _, RunEvent.Failed _, RunEvent.Cancelled _ -> end = event;
            case RunEvent.ReasoningDelta _,
                    RunEvent.PassageFound _,
                    RunEvent.ToolFinished _,
                    RunEvent.ApprovalAsked _,
                    RunEvent.GuardrailVerdict _ -> {}
        }
    }

    /// Whether the terminal event has come.
    public boolean ended() {
        return end != null;
    }

    /// The whole answer.
    ///
    /// @throws ProblemException when the run failed or was cancelled, or has not ended
    public Generation generation() {
        if (started == null || !(end instanceof RunEvent.Completed completed)) throw failure();
        return new Generation(started.runId(), started.model(), content(), completed.stopReason(), usage);
    }

    private ProblemException failure() {
        if (end instanceof RunEvent.Failed failed) return ProblemException.passedOn(failed.problem());
        String why = end instanceof RunEvent.Cancelled cancelled
                ? "Cancelled by " + cancelled.by() + "."
                : "The answer broke off.";
        return new ProblemException(ProblemType.UPSTREAM_FAILED, why);
    }

    /// Neighbouring texts are one block.
    private List<ContentBlock> content() {
        var blocks = new ArrayList<ContentBlock>();
        var text = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece.block instanceof ContentBlock.Text part) {
                text.append(part.text());
            } else {
                flush(text, blocks);
                blocks.add(piece.block);
            }
        }
        flush(text, blocks);
        return blocks;
    }

    private static void flush(StringBuilder text, List<ContentBlock> blocks) {
        if (text.isEmpty()) return;
        blocks.add(new ContentBlock.Text(text.toString()));
        text.setLength(0);
    }
}
