package io.triade.prompt.invocation.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.triade.contracts.embeddings.Embeddings;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

/// Calls for vectors and their answers, in the bodies of the two providers.
final class EmbeddingBodies {
    /// Cohere's body does not say what was counted; Bedrock does, here.
    private static final String INPUT_TOKENS = "X-Amzn-Bedrock-Input-Token-Count";

    private final ObjectMapper mapper;

    EmbeddingBodies(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    InvokeModelRequest request(EmbeddingCall call) {
        ObjectNode body = mapper.createObjectNode();
        switch (call.shape()) {
            case TITAN -> {
                body.put("inputText", call.texts().getFirst());
                if (call.dimensions() != null) body.put("dimensions", call.dimensions());
            }
            case COHERE -> {
                var texts = body.putArray("texts");
                call.texts().forEach(texts::add);
                body.put("input_type", "search_document");
                if (call.dimensions() != null) body.put("output_dimension", call.dimensions());
            }
        }
        return InvokeModelRequest.builder()
                .modelId(call.model())
                .contentType("application/json")
                .accept("application/json")
                .body(SdkBytes.fromUtf8String(body.toString()))
                .build();
    }

    /// @throws ProblemException `model-failed` where there is not one vector for each text
    Embeddings answer(EmbeddingCall call, InvokeModelResponse response) {
        try {
            JsonNode body = mapper.readTree(response.body().asInputStream());
            return switch (call.shape()) {
                case TITAN ->
                    embeddings(
                            call,
                            List.of(vector(call, body.path("embedding"))),
                            body.path("inputTextTokenCount").asInt(0));
                case COHERE -> embeddings(call, cohere(call, body.path("embeddings")), counted(response));
            };
        } catch (IOException unreadable) {
            throw broken(call, unreadable);
        }
    }

    private static List<List<Float>> cohere(EmbeddingCall call, JsonNode given) {
        var vectors = new ArrayList<List<Float>>();
        for (JsonNode vector : given.isObject() ? given.path("float") : given) vectors.add(vector(call, vector));
        return vectors;
    }

    private static Embeddings embeddings(EmbeddingCall call, List<List<Float>> vectors, int tokens) {
        if (vectors.size() != call.texts().size()) throw broken(call, null);
        return new Embeddings(call.model(), vectors, Math.max(0, tokens));
    }

    private static List<Float> vector(EmbeddingCall call, JsonNode given) {
        if (!given.isArray() || given.isEmpty()) throw broken(call, null);
        var vector = new ArrayList<Float>(given.size());
        for (JsonNode number : given) {
            if (!number.isNumber()) throw broken(call, null);
            vector.add(number.floatValue());
        }
        return vector;
    }

    private static int counted(InvokeModelResponse response) {
        Optional<String> counted = response.sdkHttpResponse().firstMatchingHeader(INPUT_TOKENS);
        return counted.filter(count -> count.matches("\\d{1,9}"))
                .map(Integer::parseInt)
                .orElse(0);
    }

    private static ProblemException broken(EmbeddingCall call, @Nullable Throwable cause) {
        return new ProblemException(
                ProblemType.MODEL_FAILED,
                "Model %s did not answer with a vector for each text; try again.".formatted(call.model()),
                cause);
    }
}
