package io.triade.prompt.invocation.converse;

import io.triade.contracts.generations.StopReason;
import io.triade.prompt.invocation.ModelCall;
import org.jspecify.annotations.Nullable;

/// Follows an answer that is to have a form, and so comes as the input of a tool. The first such tool use is the
/// answer; what the model says beside it is not.
final class FormedAnswer {
    /// What a tool was asked for without any input.
    static final String EMPTY = "{}";

    private final ModelCall call;
    private boolean open;
    private boolean said;
    private boolean given;
    private boolean tools;

    FormedAnswer(ModelCall call) {
        this.call = call;
    }

    /// Whether the answer is to have a form at all.
    boolean wanted() {
        return call.outputFormat() != null;
    }

    /// Whether the tool that the model begins to use is the answer.
    boolean opens(@Nullable String tool) {
        boolean answer = call.isFormat(tool);
        if (answer) open = !given;
        else tools = true;
        return answer;
    }

    /// Whether the next piece of that tool's input belongs to the answer.
    boolean says() {
        said |= open;
        return open;
    }

    /// Whether the input ended without a piece.
    boolean closes() {
        boolean empty = open && !said;
        given |= open;
        open = false;
        return empty;
    }

    /// The reason as the caller knows tools: the one that is the answer is none of theirs.
    StopReason stopReason(StopReason reason) {
        if (!wanted() || tools) return reason;
        return switch (reason) {
            case TOOL_USE -> StopReason.END_TURN;
            // It answered, and not in the form.
            case END_TURN -> given ? reason : StopReason.MALFORMED_MODEL_OUTPUT;
            case MAX_TOKENS,
                    STOP_SEQUENCE,
                    GUARDRAIL_INTERVENED,
                    CONTENT_FILTERED,
                    MALFORMED_MODEL_OUTPUT,
                    MALFORMED_TOOL_USE,
                    MODEL_CONTEXT_WINDOW_EXCEEDED,
                    OTHER -> reason;
        };
    }
}
