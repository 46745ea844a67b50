package io.triade.local.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Conversation;
import io.triade.local.models.Inference;
import io.triade.local.wire.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads a Converse request, or refuses it in the words of AWS.
final class ConverseRequest {
    private static final int MAX_STOP_SEQUENCES = 2_500;
    private static final int MAX_METADATA = 16;
    private static final Pattern METADATA = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,-.]{0,256}");

    private ConverseRequest() {}

    static Conversation read(JsonNode body) {
        return read(Fields.of(body, ""));
    }

    static Conversation read(Fields body) {
        refuseWhatIsNotHere(body);
        var messages = MessageReader.read(body);
        var tools = ToolReader.read(body, messages);
        return new Conversation(
                system(body),
                messages,
                body.object("inferenceConfig").map(ConverseRequest::inference).orElse(Inference.DEFAULT),
                tools,
                body.any("additionalModelRequestFields").orElse(MissingNode.getInstance()),
                requestMetadata(body));
    }

    /// Features whose silent loss would change the answer.
    private static void refuseWhatIsNotHere(Fields body) {
        if (body.object("guardrailConfig").isPresent()) {
            throw ModelFault.validation("The guardrail identifier or version provided in the request does not exist.");
        }
        if (body.object("promptVariables").isPresent()) {
            throw ModelFault.validation(
                    "The promptVariables field is only supported when modelId is the ARN of a prompt.");
        }
        if (body.object("outputConfig")
                .flatMap(config -> config.object("textFormat"))
                .isPresent()) {
            throw ModelFault.validation("This model doesn't support the outputConfig.textFormat field. "
                    + "Remove outputConfig.textFormat and try again.");
        }
    }

    private static Map<String, String> requestMetadata(Fields body) {
        var metadata = new LinkedHashMap<String, String>();
        body.object("requestMetadata")
                .ifPresent(given -> given.node()
                        .properties()
                        .forEach(entry -> metadata.put(entry.getKey(), metadata(given, entry.getKey()))));
        if (metadata.size() > MAX_METADATA) {
            throw Fields.violated(
                    metadata.size() + " items", "requestMetadata", "have length less than or equal to " + MAX_METADATA);
        }
        return metadata;
    }

    private static String metadata(Fields given, String key) {
        var value = given.requiredText(key);
        if (key.isEmpty()
                || !METADATA.matcher(key).matches()
                || !METADATA.matcher(value).matches()) {
            throw Fields.violated(value, given.at(key), "satisfy regular expression pattern: " + METADATA.pattern());
        }
        return value;
    }

    private static List<String> system(Fields body) {
        var system = new ArrayList<String>();
        for (var block : body.objects("system").orElse(List.of())) {
            if (block.has("text")) {
                var text = block.requiredText("text");
                if (text.isEmpty()) {
                    throw Fields.violated("", block.at("text"), "have length greater than or equal to 1");
                }
                system.add(text);
            } else if (block.has("guardContent")) {
                system.add(MessageReader.guarded(block));
            } else if (!block.has("cachePoint")) {
                throw ModelFault.validation(
                        "SystemContentBlock object at %s must set one of the following keys: ".formatted(block.path())
                                + "text, guardContent, cachePoint.");
            }
        }
        return system;
    }

    private static Inference inference(Fields config) {
        var stopSequences = config.texts("stopSequences").orElse(List.of());
        if (stopSequences.size() > MAX_STOP_SEQUENCES) {
            throw Fields.violated(
                    stopSequences.size() + " items",
                    config.at("stopSequences"),
                    "have length less than or equal to " + MAX_STOP_SEQUENCES);
        }
        int empty = stopSequences.indexOf("");
        if (empty >= 0) {
            throw Fields.violated(
                    "", config.at("stopSequences") + "." + empty, "have length greater than or equal to 1");
        }
        return new Inference(
                config.integer("maxTokens", 1).orElse(null),
                config.fraction("temperature").orElse(null),
                config.fraction("topP").orElse(null),
                stopSequences);
    }
}
