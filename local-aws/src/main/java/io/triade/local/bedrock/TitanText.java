package io.triade.local.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Conversation;
import io.triade.local.models.Conversation.Block;
import io.triade.local.models.Conversation.Message;
import io.triade.local.models.Conversation.Role;
import io.triade.local.models.Inference;
import io.triade.local.models.StopReason;
import io.triade.local.models.Tools;
import io.triade.local.wire.Fields;
import io.triade.local.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/// The body that InvokeModel takes for text: that of Amazon Titan Text.
final class TitanText {
    private TitanText() {}

    /// InvokeModel's body belongs to the model, so what is wrong with it is a validation error, whatever it is.
    static JsonNode parse(Buffer body) {
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
                    MissingNode.getInstance(),
                    Map.of());
        } catch (ModelFault e) {
            throw e.getMessage().startsWith("Malformed") ? e : malformed(e.getMessage());
        }
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
