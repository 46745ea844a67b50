package io.triade.local.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Embedder;
import io.triade.local.models.Embedding;
import io.triade.local.wire.Fields;
import io.triade.local.wire.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The bodies InvokeModel takes and gives for embeddings: `inputText` is Amazon Titan's shape, `texts`
/// Cohere's.
final class Embeddings {
    private static final int MAX_TEXTS = 96;
    private static final List<String> INPUT_TYPES =
            List.of("search_document", "search_query", "classification", "clustering");

    private Embeddings() {}

    static String answer(Embedder embedder, JsonNode body) {
        try {
            var fields = Fields.of(body, "");
            if (fields.has("inputText")) {
                return Json.write(titan(embedder, fields));
            }
            if (fields.has("texts")) {
                return Json.write(cohere(embedder, fields));
            }
        } catch (ModelFault e) {
            throw e.getMessage().startsWith("Malformed") || !e.type().wireName().equals("SerializationException")
                    ? e
                    : TitanText.malformed(e.getMessage());
        }
        throw TitanText.malformed("required key [inputText] or [texts] not found");
    }

    private static Map<String, Object> titan(Embedder embedder, Fields body) {
        var text = body.requiredText("inputText");
        if (text.isBlank()) {
            throw TitanText.malformed("inputText must not be blank");
        }
        int dimensions = body.integer("dimensions", 1).orElse(embedder.dimensions());
        if (dimensions != embedder.dimensions()) {
            throw ModelFault.validation(
                    "%s has %d dimensions, not %d.".formatted(embedder.modelId(), embedder.dimensions(), dimensions));
        }
        onlyFloat(body.texts("embeddingTypes").orElse(List.of("float")));
        var embedding = embedder.embed(text);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("embedding", embedding.vector());
        answer.put("inputTextTokenCount", embedding.inputTokens());
        answer.put("embeddingsByType", Map.of("float", embedding.vector()));
        return answer;
    }

    private static Map<String, Object> cohere(Embedder embedder, Fields body) {
        var texts = body.texts("texts").orElse(List.of());
        if (texts.isEmpty() || texts.size() > MAX_TEXTS || texts.stream().anyMatch(String::isBlank)) {
            throw TitanText.malformed("texts must be 1 to %d strings that are not blank".formatted(MAX_TEXTS));
        }
        var inputType =
                body.text("input_type").orElseThrow(() -> TitanText.malformed("required key [input_type] not found"));
        if (!INPUT_TYPES.contains(inputType)) {
            throw TitanText.malformed("input_type must be one of " + String.join(", ", INPUT_TYPES));
        }
        var types = body.texts("embedding_types");
        onlyFloat(types.orElse(List.of("float")));
        var vectors = texts.stream().map(embedder::embed).map(Embedding::vector).toList();
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", UUID.randomUUID().toString());
        answer.put("texts", texts);
        answer.put("embeddings", types.isPresent() ? Map.of("float", vectors) : vectors);
        answer.put("response_type", types.isPresent() ? "embeddings_by_type" : "embeddings_floats");
        return answer;
    }

    private static void onlyFloat(List<String> types) {
        if (!types.equals(List.of("float"))) {
            throw ModelFault.validation("Only float embeddings are made here, not " + String.join(", ", types) + ".");
        }
    }
}
