package io.triade.local.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Conversation;
import io.triade.local.models.Conversation.Block;
import io.triade.local.models.Conversation.Message;
import io.triade.local.models.Conversation.Role;
import io.triade.local.models.Inference;
import io.triade.local.models.Piece;
import io.triade.local.models.StopReason;
import io.triade.local.models.Tools;
import io.triade.local.models.Usage;
import io.triade.local.wire.Exchange;
import io.triade.local.wire.Fields;
import io.triade.local.wire.Json;
import java.util.List;

/// The body that InvokeModel takes and gives for text: that of Amazon Titan Text.
final class TitanText {
    private TitanText() {}

    /// InvokeModel's body belongs to the model, so what is wrong with it is a validation error, whatever it is.
    static JsonNode parse(byte[] body) {
        try {
            return Json.parse(body);
        } catch (ModelFault e) {
            throw malformed(e.getMessage());
        }
    }

    static Conversation read(JsonNode body) {
        try {
            var fields = Fields.of(body, "");
            var text = fields.text("inputText").orElseThrow(() -> malformed("required key [inputText] not found"));
            if (text.isBlank()) {
                throw malformed("inputText must not be blank");
            }
            return new Conversation(
                    List.of(),
                    List.of(new Message(Role.USER, List.of(new Block.Text(text)))),
                    fields.object("textGenerationConfig")
                            .map(TitanText::inference)
                            .orElse(Inference.DEFAULT),
                    Tools.NONE,
                    MissingNode.getInstance());
        } catch (ModelFault e) {
            throw e.getMessage().startsWith("Malformed") ? e : malformed(e.getMessage());
        }
    }

    static String answer(List<Piece> pieces, Exchange exchange) {
        var text = new StringBuilder();
        var stopped = new Piece.Stopped(StopReason.END_TURN, new Usage(0, 0));
        for (var piece : pieces) {
            if (piece instanceof Piece.Text spoken) {
                text.append(spoken.text());
            } else if (piece instanceof Piece.Stopped end) {
                stopped = end;
            }
        }
        var usage = stopped.usage();
        exchange.response()
                .putHeader("X-Amzn-Bedrock-Input-Token-Count", Integer.toString(usage.inputTokens()))
                .putHeader("X-Amzn-Bedrock-Output-Token-Count", Integer.toString(usage.outputTokens()))
                .putHeader("X-Amzn-Bedrock-Invocation-Latency", Long.toString(exchange.latencyMillis()));
        var json = new StringBuilder("{\"inputTextTokenCount\":").append(usage.inputTokens());
        json.append(",\"results\":[{\"tokenCount\":").append(usage.outputTokens());
        Json.quote(json.append(",\"outputText\":"), text.toString());
        return json.append(",\"completionReason\":\"")
                .append(completionReason(stopped.reason()))
                .append("\"}]}")
                .toString();
    }

    static String completionReason(StopReason reason) {
        return switch (reason) {
            case END_TURN, TOOL_USE, MALFORMED_MODEL_OUTPUT, MALFORMED_TOOL_USE -> "FINISH";
            case MAX_TOKENS, MODEL_CONTEXT_WINDOW_EXCEEDED -> "LENGTH";
            case STOP_SEQUENCE -> "STOP_CRITERIA_MET";
            case GUARDRAIL_INTERVENED, CONTENT_FILTERED -> "CONTENT_FILTERED";
        };
    }

    static ModelFault malformed(String what) {
        return ModelFault.validation(
                "Malformed input request: %s, please reformat your input and try again.".formatted(what));
    }

    private static Inference inference(Fields config) {
        var stopSequences = config.texts("stopSequences").orElse(List.of());
        if (stopSequences.contains("")) {
            throw malformed("stopSequences must not be empty strings");
        }
        return new Inference(
                config.integer("maxTokenCount", 1).orElse(null),
                config.fraction("temperature").orElse(null),
                config.fraction("topP").orElse(null),
                stopSequences);
    }
}
