package io.triade.local.bedrock;

import io.triade.local.models.Piece;
import io.triade.local.models.Usage;
import io.triade.local.wire.EventFrame;
import io.triade.local.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.util.function.LongSupplier;

/// The events of ConverseStream. As on AWS, only a tool use announces its block: a text block begins with its
/// first delta.
final class ConverseFrames implements Frames {
    private static final EventFrame MESSAGE_START = EventFrame.event("messageStart");
    private static final EventFrame BLOCK_START = EventFrame.event("contentBlockStart");
    private static final EventFrame BLOCK_DELTA = EventFrame.event("contentBlockDelta");
    private static final EventFrame BLOCK_STOP = EventFrame.event("contentBlockStop");
    private static final EventFrame MESSAGE_STOP = EventFrame.event("messageStop");
    private static final EventFrame METADATA = EventFrame.event("metadata");

    /// Tool input is cut into deltas of this size, as real models do, so that clients are made to join them.
    private static final int TOOL_INPUT_CHARACTERS = 24;

    private enum Block {
        NONE,
        TEXT,
        REASONING
    }

    private final LongSupplier latencyMillis;
    private boolean started;
    private Block open = Block.NONE;
    private int index = -1;

    ConverseFrames(LongSupplier latencyMillis) {
        this.latencyMillis = latencyMillis;
    }

    @Override
    public void add(Buffer out, Piece piece) {
        if (!started) {
            started = true;
            MESSAGE_START.append(out, "{\"role\":\"assistant\"}");
        }
        switch (piece) {
            case Piece.Text text -> {
                enter(out, Block.TEXT);
                delta(out, "{\"text\":", text.text(), "}");
            }
            case Piece.Reasoning reasoning -> {
                enter(out, Block.REASONING);
                delta(out, "{\"reasoningContent\":{\"text\":", reasoning.text(), "}}");
            }
            case Piece.ToolUse tool -> toolUse(out, tool);
            case Piece.Stopped stopped -> {
                leave(out);
                MESSAGE_STOP.append(out, "{\"stopReason\":\"" + stopped.reason().wireName() + "\"}");
                METADATA.append(out, metadata(stopped.usage()));
            }
            case Piece.Broken _ -> {}
        }
    }

    private void toolUse(Buffer out, Piece.ToolUse tool) {
        leave(out);
        index++;
        var start = new StringBuilder("{\"contentBlockIndex\":").append(index);
        Json.quote(start.append(",\"start\":{\"toolUse\":{\"toolUseId\":"), tool.toolUseId());
        Json.quote(start.append(",\"name\":"), tool.name());
        BLOCK_START.append(out, start.append("}}}").toString());
        var input = Json.write(tool.input());
        for (int from = 0; from < input.length(); ) {
            int to = Math.min(from + TOOL_INPUT_CHARACTERS, input.length());
            to = to < input.length() && Character.isHighSurrogate(input.charAt(to - 1)) ? to + 1 : to;
            delta(out, "{\"toolUse\":{\"input\":", input.substring(from, to), "}}");
            from = to;
        }
        blockStop(out);
    }

    private void delta(Buffer out, String before, String text, String after) {
        var json = new StringBuilder(text.length() + 80);
        Json.quote(
                json.append("{\"contentBlockIndex\":")
                        .append(index)
                        .append(",\"delta\":")
                        .append(before),
                text);
        BLOCK_DELTA.append(out, json.append(after).append('}').toString());
    }

    private void enter(Buffer out, Block block) {
        if (open != block) {
            leave(out);
            open = block;
            index++;
        }
    }

    private void leave(Buffer out) {
        if (open != Block.NONE) {
            blockStop(out);
            open = Block.NONE;
        }
    }

    private void blockStop(Buffer out) {
        BLOCK_STOP.append(out, "{\"contentBlockIndex\":" + index + "}");
    }

    private String metadata(Usage usage) {
        return "{\"usage\":" + ConverseAnswer.usage(usage) + ",\"metrics\":{\"latencyMs\":" + latencyMillis.getAsLong()
                + "}}";
    }
}
