package io.triade.local.bedrock;

import io.triade.local.models.Piece;
import io.triade.local.models.StopReason;
import io.triade.local.models.Usage;
import io.triade.local.wire.Json;
import java.util.List;

/// The document that Converse answers with.
final class ConverseAnswer {
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();

    private ConverseAnswer() {}

    static String of(List<Piece> pieces, long latencyMillis) {
        var answer = new ConverseAnswer();
        var reason = StopReason.END_TURN;
        var usage = new Usage(0, 0);
        for (var piece : pieces) {
            switch (piece) {
                case Piece.Text spoken -> {
                    answer.closeReasoning();
                    answer.text.append(spoken.text());
                }
                case Piece.Reasoning thought -> {
                    answer.closeText();
                    answer.reasoning.append(thought.text());
                }
                case Piece.ToolUse tool -> answer.toolUse(tool);
                case Piece.Stopped stopped -> {
                    reason = stopped.reason();
                    usage = stopped.usage();
                }
                case Piece.Broken _ -> {}
            }
        }
        answer.closeText();
        answer.closeReasoning();
        return "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[" + answer.content
                + "]}},\"stopReason\":\"" + reason.wireName() + "\",\"usage\":" + usage(usage)
                + ",\"metrics\":{\"latencyMs\":" + latencyMillis + "}}";
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
