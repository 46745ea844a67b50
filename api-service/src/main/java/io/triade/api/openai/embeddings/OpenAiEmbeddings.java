package io.triade.api.openai.embeddings;

import static io.triade.api.answers.ForeignJson.given;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.answers.ForeignJson;
import io.triade.api.foreign.Terms;
import io.triade.api.foreign.Terms.Word;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.embeddings.EmbeddingRequest;
import io.triade.contracts.embeddings.Embeddings;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.TierClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The prompt tier's embeddings in OpenAI's shape.
@ApplicationScoped
class OpenAiEmbeddings {
    private static final int MOST = 2048;

    private final TierClient client;
    private final URI prompt;
    private final ObjectWriter requests;
    private final ObjectReader answers;

    /// @param input a text or an array of texts
    /// @param others fields without a meaning here; the answer names them
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Asked(
            @Nullable String model,
            @Nullable JsonNode input,
            @Nullable String encodingFormat,
            @Nullable Integer dimensions,
            @JsonAnySetter Map<String, JsonNode> others) {
        Asked {
            others = others == null ? Map.of() : Map.copyOf(others);
        }
    }

    OpenAiEmbeddings(TierClient client, Tiers tiers, ObjectMapper mapper) {
        this.client = client;
        this.prompt = tiers.of(Tier.PROMPT);
        this.requests = mapper.writerFor(EmbeddingRequest.class);
        this.answers = mapper.readerFor(Embeddings.class);
    }

    Uni<Buffer> embed(Call call, Asked asked, CallFacts facts) {
        String format = asked.encodingFormat() == null ? "float" : asked.encodingFormat();
        if (!format.equals("float") && !format.equals("base64")) {
            throw ProblemException.invalidField("/encoding_format", "must be float or base64");
        }
        var target = TierClient.target(prompt, HttpMethod.POST, "/v1/embeddings")
                .putHeader("accept", "application/json")
                .putHeader("content-type", "application/json")
                .setIdleTimeout(call.left().toMillis());
        return client.whole(call, target, written(request(asked)))
                .onFailure()
                .transform(failure -> terms(asked).theirs(Failures.fromTier(failure)))
                .map(body -> shown(read(body), format.equals("base64"), facts));
    }

    private static Terms terms(Asked asked) {
        return new Terms(
                List.of(
                        given(asked.input()).isTextual()
                                ? new Word("/texts.*", "/input")
                                : new Word("/texts", "/input")),
                List.of());
    }

    private static EmbeddingRequest request(Asked asked) {
        if (asked.model() == null || asked.model().isBlank()) {
            throw ProblemException.invalidField("/model", "is required: name a model that embeds");
        }
        Integer dimensions = asked.dimensions();
        if (dimensions != null && dimensions < 1) {
            throw ProblemException.invalidField("/dimensions", "must be at least 1, was " + dimensions);
        }
        return new EmbeddingRequest(asked.model(), texts(given(asked.input())), dimensions);
    }

    private static List<String> texts(JsonNode input) {
        if (input.isTextual()) return List.of(input.asText());
        if (!input.isArray() || input.isEmpty() || input.size() > MOST) {
            throw ProblemException.invalidField("/input", "must be a string or an array of 1 to " + MOST + " strings");
        }
        var texts = new ArrayList<String>(input.size());
        for (int i = 0; i < input.size(); i++) {
            JsonNode text = input.get(i);
            if (text.isNumber() || text.isArray()) {
                throw ProblemException.invalidField(
                        "/input/" + i,
                        "must be text: token numbers belong to OpenAI's own tokenizer (LangChain sends text with"
                                + " check_embedding_ctx_length=False)");
            }
            if (!text.isTextual()) throw ProblemException.invalidField("/input/" + i, "must be a string");
            texts.add(text.asText());
        }
        return texts;
    }

    private static Buffer shown(Embeddings embeddings, boolean base64, CallFacts facts) {
        facts.model(embeddings.model());
        facts.tokens(embeddings.inputTokens(), 0);
        ObjectNode list = ForeignJson.MAPPER.createObjectNode().put("object", "list");
        var data = list.putArray("data");
        for (int i = 0; i < embeddings.vectors().size(); i++) {
            List<Float> vector = embeddings.vectors().get(i);
            ObjectNode one = data.addObject().put("object", "embedding").put("index", i);
            if (base64) one.put("embedding", littleEndian(vector));
            else vector.forEach(one.putArray("embedding")::add);
        }
        list.put("model", embeddings.model());
        list.putObject("usage")
                .put("prompt_tokens", embeddings.inputTokens())
                .put("total_tokens", embeddings.inputTokens());
        return Buffer.buffer(ForeignJson.bytes(list));
    }

    /// A binary node is base64 in JSON.
    private static byte[] littleEndian(List<Float> vector) {
        var bytes = ByteBuffer.allocate(Float.BYTES * vector.size()).order(ByteOrder.LITTLE_ENDIAN);
        vector.forEach(bytes::putFloat);
        return bytes.array();
    }

    private Buffer written(EmbeddingRequest request) {
        try {
            return Buffer.buffer(requests.writeValueAsBytes(request));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("an embedding request cannot be written as JSON", broken);
        }
    }

    private Embeddings read(Buffer body) {
        try {
            return answers.readValue(body.getBytes());
        } catch (IOException unreadable) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED, "The prompt tier's answer is unreadable.", unreadable);
        }
    }
}
