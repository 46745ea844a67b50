package io.triade.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/// The real embedding model, asked by the AWS SDK.
class MiniLmTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "local.minilm-l6-v1";
    private static final int TITAN_CHARACTERS = 50_000;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static JsonNode invoke(String body) throws Exception {
        var answer = gateway.client()
                .invokeModel(request -> request.modelId(MODEL).body(SdkBytes.fromUtf8String(body)))
                .join();
        return JSON.readTree(answer.body().asByteArray());
    }

    private static List<Double> vector(JsonNode numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .map(JsonNode::asDouble)
                .toList();
    }

    /// The cosine, since the vectors are of length one.
    private static double likeness(List<Double> one, List<Double> other) {
        double sum = 0;
        for (int i = 0; i < one.size(); i++) {
            sum += one.get(i) * other.get(i);
        }
        return sum;
    }

    @Test
    void placesRelatedSentencesCloserTogether() throws Exception {
        // Given
        var body = """
                {"texts": ["How do I reset my password?", "I forgot the secret word for my account.",
                           "The cat sleeps on the warm roof."], "input_type": "search_document"}""";

        // When
        var answer = invoke(body).get("embeddings");

        // Then
        var password = vector(answer.get(0));
        var account = vector(answer.get(1));
        var cat = vector(answer.get(2));
        assertThat(likeness(password, account)).isGreaterThan(0.3).isGreaterThan(2 * likeness(password, cat));
        assertThat(likeness(account, cat)).isLessThan(0.3);
    }

    @Test
    void answersInTheShapeOfTitanWithAVectorOfLengthOne() throws Exception {
        var answer = invoke("{\"inputText\": \"Hold the reset key.\", \"dimensions\": 384, \"normalize\": true}");

        var vector = vector(answer.get("embedding"));
        assertThat(vector).hasSize(384);
        assertThat(likeness(vector, vector)).isBetween(0.999, 1.001);
        assertThat(vector(answer.at("/embeddingsByType/float"))).isEqualTo(vector);
        assertThat(answer.get("inputTextTokenCount").asInt()).isEqualTo(5);
    }

    @Test
    void answersInTheShapeOfCohere() throws Exception {
        var answer = invoke("""
                {"texts": ["one", "two"], "input_type": "search_query", "embedding_types": ["float"]}""");

        assertThat(answer.at("/embeddings/float"))
                .hasSize(2)
                .allSatisfy(vector -> assertThat(vector).hasSize(384));
        assertThat(answer.get("texts").toString()).isEqualTo("[\"one\",\"two\"]");
        assertThat(answer.get("response_type").asText()).isEqualTo("embeddings_by_type");
        assertThat(answer.get("id").asText()).isNotBlank();
    }

    @Test
    void givesTheSameVectorInBothShapesAndEveryTime() throws Exception {
        var titan = invoke("{\"inputText\": \"the same\"}");
        var cohere = invoke("{\"texts\": [\"the same\"], \"input_type\": \"clustering\"}");

        assertThat(vector(cohere.at("/embeddings/0"))).isEqualTo(vector(titan.get("embedding")));
        assertThat(invoke("{\"inputText\": \"the same\"}")).isEqualTo(titan);
    }

    @Test
    void readsATextBeyondItsWindowToTheEnd() throws Exception {
        // Given
        var about = "The cat sleeps on the warm roof. ".repeat(40);
        var question = vector(
                invoke("{\"inputText\": \"How do I reset my password?\"}").get("embedding"));

        // When
        var cats = invoke("{\"inputText\": \"" + about + about + "\"}");
        var end = invoke("{\"inputText\": \"" + about + "I forgot my password and want a new one. ".repeat(30) + "\"}");

        // Then
        assertThat(cats.get("inputTextTokenCount").asInt()).isEqualTo(640);
        assertThat(likeness(question, vector(end.get("embedding"))))
                .isGreaterThan(0.2 + likeness(question, vector(cats.get("embedding"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Olá, ação \uD83D\uDE00 語 ", "語", "\uD83D\uDE00", "aGVsbG8gd29ybGQ", "한", "a\u0301\u0000 "})
    void takesTextsOfAnyScriptWithAndWithoutSpaces(String unit) throws Exception {
        var answer = invoke(JSON.createObjectNode()
                .put("inputText", unit.repeat(TITAN_CHARACTERS / 10 / unit.length()))
                .toString());

        var vector = vector(answer.get("embedding"));
        assertThat(vector).hasSize(384);
        assertThat(likeness(vector, vector)).isBetween(0.999, 1.001);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "not json",
                "{\"inputText\": \"\"}",
                "{\"inputText\": \" \\n\"}",
                "{\"inputText\": \"\\u200b\\u0000\"}",
                "{\"inputText\": null}",
                "{\"inputText\": 3}",
                "{\"inputText\": \"a\", \"dimensions\": 256}",
                "{\"inputText\": \"a\", \"dimensions\": \"384\"}",
                "{\"inputText\": \"a\", \"embeddingTypes\": [\"binary\"]}",
                "{\"texts\": [], \"input_type\": \"search_query\"}",
                "{\"texts\": [\"\"], \"input_type\": \"search_query\"}",
                "{\"texts\": [3], \"input_type\": \"search_query\"}",
                "{\"texts\": \"a\", \"input_type\": \"search_query\"}",
                "{\"texts\": [\"a\"]}",
                "{\"texts\": [\"a\"], \"input_type\": \"other\"}",
                "{\"texts\": [\"a\"], \"input_type\": \"search_query\", \"embedding_types\": [\"int8\"]}"
            })
    void refusesWhatIsNoTextToEmbed(String body) {
        assertThatThrownBy(() -> invoke(body)).hasCauseInstanceOf(ValidationException.class);
    }

    @Test
    void refusesMoreThanItTakes() {
        var tooLong = "{\"inputText\": \"" + "a".repeat(TITAN_CHARACTERS + 1) + "\"}";
        var tooMany = "{\"texts\": [" + "\"a\",".repeat(96) + "\"a\"], \"input_type\": \"search_query\"}";

        assertThatThrownBy(() -> invoke(tooLong)).hasMessageContaining("too long");
        assertThatThrownBy(() -> invoke(tooMany)).hasMessageContaining("1 to 96");
    }

    @Test
    void doesNotConverseOrStream() {
        assertThatThrownBy(() -> gateway.client()
                        .converse(request -> request.modelId(MODEL).messages(RunningGateway.said("Hi")))
                        .join())
                .hasCauseInstanceOf(ValidationException.class)
                .hasMessageContaining("text or chat model");
    }
}
