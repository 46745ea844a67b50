package io.triade.local.bedrock;

import io.triade.local.models.Piece;
import io.triade.local.models.StopReason;
import io.triade.local.models.Usage;
import io.triade.local.wire.Json;
import java.util.function.LongSupplier;

/// The document that Converse answers with.
final class ConverseAnswer implements Document {
    private final LongSupplier latencyMillis;
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private Piece.Stopped stopped = new Piece.Stopped(StopReason.END_TURN, new Usage(0, 0));

    ConverseAnswer(LongSupplier latencyMillis) {
        this.latencyMillis = latencyMillis;
    }

    @Override
    public void add(Piece piece) {
        switch (piece) {
            case Piece.Text spoken -> {
                closeReasoning();
                text.append(spoken.text());
            }
            case Piece.Reasoning thought -> {
                closeText();
                reasoning.append(thought.text());
            }
            case Piece.ToolUse tool -> toolUse(tool);
            case Piece.Stopped last -> stopped = last;
            case Piece.Broken _ -> {}
        }
    }

    @Override
    public String json() {
        closeText();
        closeReasoning();
        return "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[" + content + "]}},\"stopReason\":\""
                + stopped.reason().wireName() + "\",\"usage\":" + usage(stopped.usage())
                + ",\"metrics\":{\"latencyMs\":" + latencyMillis.getAsLong() + "}}";
    }

    static String usage(Usage usage) {
        return "{\"inputTokens\":" + usage.inputTokens() + ",\"outputTokens\":" + usage.outputTokens()
                + ",\"totalTokens\":" + usage.totalTokens() + ",\"cacheReadInputTokens\":"
                + usage.cacheReadInputTokens() + ",\"cacheWriteInputTokens\":" + usage.cacheWriteInputTokens() + "}";
    }

    private void toolUse(Piece.ToolUse tool) {
        closeText();
        closeReasoning();
        next();
        Json.quote(content.append("{\"toolUse\":{\"toolUseId\":"), tool.toolUseId());
        Json.quote(content.append(",\"name\":"), tool.name());
        content.append(",\"input\":").append(Json.write(tool.input())).append("}}");
    }

    private void closeText() {
        if (!text.isEmpty()) {
            next();
            Json.quote(content.append("{\"text\":"), text.toString());
            content.append('}');
            text.setLength(0);
        }
    }

    private void closeReasoning() {
        if (!reasoning.isEmpty()) {
            next();
            Json.quote(content.append("{\"reasoningContent\":{\"reasoningText\":{\"text\":"), reasoning.toString());
            content.append("}}}");
            reasoning.setLength(0);
        }
    }

    private void next() {
        if (!content.isEmpty()) {
            content.append(',');
        }
    }
}
