package io.triade.prompt.invocation.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.problems.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

class EmbeddingBodiesTest {
    private static final EmbeddingCall TITAN = new EmbeddingCall("t", EmbeddingShape.TITAN, List.of("one"), 256);
    private static final EmbeddingCall COHERE =
            new EmbeddingCall("c", EmbeddingShape.COHERE, List.of("one", "two"), null);

    private final EmbeddingBodies bodies = new EmbeddingBodies(new ObjectMapper());

    @Test
    void asksEachProviderInItsOwnWords() {
        assertThat(bodies.request(TITAN).body().asUtf8String()).isEqualTo("{\"inputText\":\"one\",\"dimensions\":256}");
        assertThat(bodies.request(COHERE).body().asUtf8String())
                .isEqualTo("{\"texts\":[\"one\",\"two\"],\"input_type\":\"search_document\"}");
    }

    @Test
    void readsTitansVectorAndCount() {
        var answer = bodies.answer(TITAN, response("{\"embedding\":[0.5,-1],\"inputTextTokenCount\":3}"));

        assertThat(answer.vectors()).containsExactly(List.of(0.5f, -1f));
        assertThat(answer.inputTokens()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"embeddings\":[[1],[2]]}", "{\"embeddings\":{\"float\":[[1],[2]]}}"})
    void readsCoheresVectorsInBothOfItsShapesAndBedrocksCount(String body) {
        var answer = bodies.answer(COHERE, response(body));

        assertThat(answer.vectors()).containsExactly(List.of(1f), List.of(2f));
        assertThat(answer.inputTokens()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}",
                "{\"embeddings\":[[1]]}",
                "{\"embeddings\":[[1],[]]}",
                "{\"embeddings\":[[1],[\"x\"]]}"
            })
    void doesNotMakeUpAVectorThatIsMissing(String body) {
        assertThatThrownBy(() -> bodies.answer(COHERE, response(body)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("a vector for each text");
    }

    private static InvokeModelResponse response(String body) {
        var response = InvokeModelResponse.builder().body(SdkBytes.fromUtf8String(body));
        response.sdkHttpResponse(SdkHttpResponse.builder()
                .statusCode(200)
                .putHeader("X-Amzn-Bedrock-Input-Token-Count", "7")
                .build());
        return response.build();
    }
}
