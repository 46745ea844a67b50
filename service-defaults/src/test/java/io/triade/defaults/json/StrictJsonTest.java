package io.triade.defaults.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.sessions.TurnRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    private final ObjectMapper mapper = strict();

    static ObjectMapper strict() {
        var mapper = new ObjectMapper().registerModule(new Jdk8Module());
        new StrictJson().customize(mapper);
        return mapper;
    }

    @Test
    void readsWhatIsThereAndLeavesOptionalFieldsOut() throws JsonProcessingException {
        assertThat(mapper.readValue("{\"text\":\"hi\"}", TurnRequest.class))
                .isEqualTo(new TurnRequest("hi", null, null, null, null, null));
    }

    @Test
    void takesAnAbsentListAsEmptyWhereTheRecordSaysSo() throws JsonProcessingException {
        var json =
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}],\"parameters\":{\"maxTokens\":3}}";
        var parameters = mapper.readValue(json, GenerationRequest.class).parameters();
        assertThat(parameters).isNotNull();
        assertThat(parameters.stopSequences()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"text\":null}",
                "{\"text\":5}",
                "{\"text\":true}",
                "{\"text\":[\"a\"]}",
                "{\"text\":\"a\",\"text\":\"b\"}",
                "{\"text\":\"a\",\"extra\":1}",
                "{\"text\":\"a\"} {}",
                "{\"text\":\"a\",\"parameters\":{\"maxTokens\":\"7\"}}",
                "{\"text\":\"a\",\"parameters\":{\"maxTokens\":7.5}}",
                "{\"text\":\"a\",\"parameters\":{\"maxTokens\":0}}",
                "[1]",
                "\"text\"",
                "{\"text\":",
            })
    void refusesWhatItWouldHaveToGuess(String json) {
        assertThatThrownBy(() -> mapper.readValue(json, TurnRequest.class)).isInstanceOf(JsonProcessingException.class);
    }
}
