package io.triade.local.models.llama;

import io.triade.local.models.Conversation;
import io.triade.local.models.Piece;
import io.triade.local.models.StopReason;
import io.triade.local.models.Tools;

/// Passes on what a model says: text at once, up to a stop sequence; what looks like a tool call when it is whole.
final class Speech {
    private final Tools tools;
    private final StopGate gate;
    private final Outbox outbox;
    private final StringBuilder said = new StringBuilder();
    private boolean calling;

    Speech(Conversation conversation, Outbox outbox) {
        this.tools = conversation.tools();
        this.gate = new StopGate(conversation.inference().stopSequences());
        this.outbox = outbox;
    }

    void add(String text) {
        if (said.isEmpty()) {
            calling = !tools.tools().isEmpty() && text.startsWith("{");
        }
        said.append(text);
        if (!calling) {
            say(gate.pass(text));
        }
    }

    boolean stopped() {
        return gate.stopped();
    }

    String said() {
        return said.toString();
    }

    /// Says what is left, and why it really ended.
    StopReason end(StopReason otherwise) {
        if (calling) {
            var call = ToolCalls.in(said.toString(), tools);
            if (call.isPresent()) {
                outbox.add(call.get());
                return StopReason.TOOL_USE;
            }
            say(gate.pass(said.toString()));
        }
        say(gate.rest());
        return gate.stopped() ? StopReason.STOP_SEQUENCE : otherwise;
    }

    private void say(String text) {
        if (!text.isEmpty()) {
            outbox.add(new Piece.Text(text));
        }
    }
}
