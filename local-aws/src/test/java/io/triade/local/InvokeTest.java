package io.triade.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.PayloadPart;

class InvokeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static JsonNode invoke(String modelId, String body) throws Exception {
        var answer = gateway.client()
                .invokeModel(request -> request.modelId(modelId).body(SdkBytes.fromUtf8String(body)))
                .join();
        return JSON.readTree(answer.body().asByteArray());
    }

    @Test
    void embedsInTheShapeOfTitan() throws Exception {
        var answer = invoke(RunningGateway.LETTERS, "{\"inputText\":\"banana\",\"dimensions\":5,\"normalize\":true}");

        assertThat(answer.toString())
                .isEqualTo("{\"embedding\":[3.0,0.0,0.0,0.0,0.0],\"inputTextTokenCount\":6,"
                        + "\"embeddingsByType\":{\"float\":[3.0,0.0,0.0,0.0,0.0]}}");
    }

    @Test
    void embedsManyTextsInTheShapeOfCohere() throws Exception {
        var plain = invoke(RunningGateway.LETTERS, "{\"texts\":[\"a\",\"ee\"],\"input_type\":\"search_query\"}");
        var typed = invoke(
                RunningGateway.LETTERS,
                "{\"texts\":[\"a\"],\"input_type\":\"search_document\",\"embedding_types\":[\"float\"]}");

        assertThat(plain.get("embeddings").toString()).isEqualTo("[[1.0,0.0,0.0,0.0,0.0],[0.0,2.0,0.0,0.0,0.0]]");
        assertThat(plain.get("response_type").asText()).isEqualTo("embeddings_floats");
        assertThat(typed.at("/embeddings/float/0/0").asDouble()).isEqualTo(1.0);
        assertThat(typed.get("response_type").asText()).isEqualTo("embeddings_by_type");
    }

    @Test
    void writesTextInTheShapeOfTitan() throws Exception {
        var answer = invoke(
                RunningGateway.ECHO,
                "{\"inputText\":\"one two three\",\"textGenerationConfig\":{\"maxTokenCount\":2}}");

        assertThat(answer.toString())
                .isEqualTo("{\"inputTextTokenCount\":3,\"results\":"
                        + "[{\"tokenCount\":2,\"outputText\":\"one two \",\"completionReason\":\"LENGTH\"}]}");
    }

    @Test
    void streamsTextInChunks() throws Exception {
        // Given
        var chunks = new CopyOnWriteArrayList<JsonNode>();

        // When
        gateway.client()
                .invokeModelWithResponseStream(
                        request -> request.modelId(RunningGateway.ECHO)
                                .body(SdkBytes.fromUtf8String("{\"inputText\":\"one two\"}")),
                        InvokeModelWithResponseStreamResponseHandler.builder()
                                .subscriber(event -> chunks.add(JSON.valueToTree(
                                        read(((PayloadPart) event).bytes().asByteArray()))))
                                .build())
                .join();

        // Then
        assertThat(chunks).extracting(chunk -> chunk.get("outputText").asText()).containsExactly("one ", "two", "");
        assertThat(chunks.getLast().get("completionReason").asText()).isEqualTo("FINISH");
        assertThat(chunks.getLast()
                        .at("/amazon-bedrock-invocationMetrics/outputTokenCount")
                        .asInt())
                .isEqualTo(2);
    }

    private static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
