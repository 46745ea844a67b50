package io.triade.defaults.problems;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.Problem.FieldError;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.RunRequest;
import io.triade.defaults.json.StrictJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemMappersTest {
    private final ObjectMapper mapper = mapper();

    private static ObjectMapper mapper() {
        var mapper = new ObjectMapper();
        new StrictJson().customize(mapper);
        return mapper;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"messages\":[]}| invalid-field | /messages | at least one message",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}],\"extra\":1}| invalid-field | /extra | known here",
                "{\"messages\":[{\"role\":\"user\"}]}| invalid-field | /messages/0/content | at least one block",
                "{\"messages\":[{\"role\":\"boss\",\"content\":[]}]}| invalid-field | /messages/0/role | must be user or assistant",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"smell\"}]}]}| invalid-field | /messages/0/content/0/type | must be text, image, tool-use or tool-result, was smell",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}]}| invalid-field | /messages/0/content/0/type | must be text, image",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]}| invalid-field | /messages/0/content/0/text | required",
                "{\"messages\":\"hello\"}| invalid-field | /messages | an array",
                "{\"model\":7}| invalid-field | /model | a string",
                "{\"parameters\":{\"temperature\":9}}| invalid-field | /parameters/temperature | between 0 and 1",
                "{\"messages\":| malformed-body | '' | not valid JSON",
                "''| malformed-body | '' | empty",
                "{\"model\":\"a\",\"model\":\"b\"}| malformed-body | '' | twice",
            })
    void namesTheFieldAndTheWayOut(String json, String slug, String pointer, String detail) {
        Problem problem = refused(json).problem("0a");

        assertThat(problem.type()).isEqualTo("/problems/" + slug);
        assertThat(problem.detail())
                .contains(detail)
                .doesNotContain("io.triade")
                .doesNotContain("Exception");
        if (slug.equals("invalid-field"))
            assertThat(problem.errors().getFirst().pointer()).isEqualTo(pointer);
    }

    @Test
    void listsTheNamesOfWhatIsOneOfASet() {
        Problem problem =
                refused("{\"onInterruption\":\"explode\"}", RunRequest.class).problem("0a");

        assertThat(problem.errors())
                .containsExactly(new FieldError("/onInterruption", "must be continue, restart or fail, was explode"));
    }

    private ProblemException refused(String json) {
        return refused(json, GenerationRequest.class);
    }

    private ProblemException refused(String json, Class<?> type) {
        try {
            mapper.readValue(json, type);
        } catch (JsonProcessingException failure) {
            return ProblemMappers.fromJson(failure);
        }
        throw new AssertionError("was accepted: " + json);
    }
}
