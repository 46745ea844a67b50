package io.triade.api.openai.runs;

import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.runs.RunEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was heard of one run, in order; what a lost attempt had said can be taken back.
public final class Heard {
    private record Piece(long offset, RunEvent event) {}

    private final boolean oneTool;
    private final List<Piece> pieces = new ArrayList<>();
    private @Nullable String runId;
    private @Nullable String model;
    private @Nullable TokenUsage usage;
    private @Nullable RunEvent end;

    /// @param oneTool whether only the first tool that is asked for counts
    public Heard(boolean oneTool) {
        this.oneTool = oneTool;
    }

    /// What an event means for whoever shows the answer while it comes.
    public enum Meaning {
        NOTHING,
        /// There is more of the answer.
        MORE,
        /// Some of what was said is no longer part of the answer.
        LESS,
        END
    }

    public Meaning add(long offset, RunEvent event) {
        return switch (event) {
            case RunEvent.Started started -> {
                runId = started.runId();
                model = started.model();
                yield Meaning.NOTHING;
            }
            case RunEvent.TextDelta _ -> kept(offset, event);
            case RunEvent.ToolRequested _ -> oneTool && asked() ? Meaning.NOTHING : kept(offset, event);
            case RunEvent.Usage counted -> {
                usage = counted.usage();
                yield Meaning.NOTHING;
            }
            case RunEvent.Interrupted interrupted ->
                pieces.removeIf(piece -> piece.offset > interrupted.rewindTo()) ? Meaning.LESS : Meaning.NOTHING;
            case RunEvent.Completed _, RunEvent.Failed _, RunEvent.Cancelled _ -> {
                end = event;
                yield Meaning.END;
            }
            case RunEvent.ReasoningDelta _,
                    RunEvent.PassageFound _,
                    RunEvent.ToolFinished _,
                    RunEvent.ApprovalAsked _,
                    RunEvent.GuardrailVerdict _ -> Meaning.NOTHING;
        };
    }

    private Meaning kept(long offset, RunEvent event) {
        pieces.add(new Piece(offset, event));
        return Meaning.MORE;
    }

    private boolean asked() {
        return pieces.stream().anyMatch(piece -> piece.event instanceof RunEvent.ToolRequested);
    }

    /// The answer so far: texts that follow each other are one block.
    public List<ContentBlock> content() {
        var blocks = new ArrayList<ContentBlock>();
        var text = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece.event instanceof RunEvent.TextDelta delta) {
                text.append(delta.text());
            } else if (piece.event instanceof RunEvent.ToolRequested tool) {
                close(text, blocks);
                blocks.add(new ContentBlock.ToolUse(tool.toolUseId(), tool.name(), tool.input()));
            }
        }
        close(text, blocks);
        return blocks;
    }

    private static void close(StringBuilder text, List<ContentBlock> blocks) {
        if (!text.isEmpty()) blocks.add(new ContentBlock.Text(text.toString()));
        text.setLength(0);
    }

    @Nullable
    public String runId() {
        return runId;
    }

    @Nullable
    public String model() {
        return model;
    }

    @Nullable
    public TokenUsage usage() {
        return usage;
    }

    /// The terminal event, once it came.
    @Nullable
    public RunEvent end() {
        return end;
    }
}
