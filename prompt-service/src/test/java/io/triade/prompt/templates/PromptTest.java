package io.triade.prompt.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptTest {
    @Test
    void refusesWhatCannotBe() {
        var flag = new Variable.Flag("a", false, null);

        assertThatThrownBy(() -> new Prompt("a#b", 1, "", List.of())).hasMessageContaining("name must be");
        assertThatThrownBy(() -> new Prompt("a", 0, "", List.of())).hasMessageContaining("version must be");
        assertThatThrownBy(() -> new Prompt("a", 1, "", List.of(flag, flag))).hasMessageContaining("twice: a");
        assertThatThrownBy(() -> new Prompt("a", 1, "", List.of(new Variable.Choice("b", false, "x", List.of("y")))))
                .hasMessageContaining("the default of b must be one of y, was x");
    }

    @Test
    void readsItsVariablesAsTheyWereStored() throws Exception {
        var mapper = new ObjectMapper();
        var type = new TypeReference<List<Variable>>() {};
        List<Variable> variables = DefaultPrompt.PROMPT.variables();

        String json = mapper.writerFor(type).writeValueAsString(variables);

        assertThat(json).contains("{\"type\":\"enum\",\"name\":\"language\"");
        assertThat(mapper.readValue(json, type)).isEqualTo(variables);
    }
}
