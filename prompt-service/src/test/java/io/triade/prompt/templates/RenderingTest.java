package io.triade.prompt.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.qute.TemplateException;
import io.triade.contracts.problems.ProblemException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderingTest {
    private static final List<Variable> VARIABLES = List.of(
            new Variable.Text("topic", true, null, 20),
            new Variable.Whole("points", false, 3L),
            new Variable.Decimal("weight", false, new BigDecimal("0.5")),
            new Variable.Flag("formal", false, false),
            new Variable.Choice("tone", false, "calm", List.of("calm", "loud")));

    @Test
    void fillsInValuesAndDefaults() {
        String text = render("{topic} {points} {weight} {tone}{#if formal} Sir{/if}", Map.of("topic", "tea"));

        assertThat(text).isEqualTo("tea 3 0.5 calm");
    }

    @Test
    void takesEveryKindOfValue() {
        String text = render(
                "{topic} {points} {weight} {tone}{#if formal} Sir{/if}",
                Map.of("topic", "tea", "points", BigInteger.TEN, "weight", 2, "formal", true, "tone", "loud"));

        assertThat(text).isEqualTo("tea 10 2 loud Sir");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{points}", "{#if formal}x{/if}", "{topic.length}", "<b>&\"'", "\\{points}", "{|raw|}", "{!c!}"})
    void neverReadsAValueAsATemplate(String hostile) {
        assertThat(render("Topic: {topic}", Map.of("topic", hostile))).isEqualTo("Topic: " + hostile);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{topic.getClass}",
                "{topic.length}",
                "{topic.toString}",
                "{inject:bean}",
                "{cdi:bean.name}",
                "{config:secret}",
                "{str:format('%s', topic)}",
                "{missing}"
            })
    void knowsNothingBesideTheVariables(String template) {
        assertThatThrownBy(() -> render(template, Map.of("topic", "tea"))).isInstanceOf(TemplateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{#for i in 9}x{/for}", "{#each topic}x{/each}", "{#include other}{/include}", "{#eval topic /}"
            })
    void hasNoLoopsAndNoIncludes(String template) {
        assertThatThrownBy(() -> render(template, Map.of("topic", "tea"))).isInstanceOf(TemplateException.class);
    }

    @Test
    void leavesJsonInATemplateAlone() {
        assertThat(render("Answer like { \"a\": 1 } about {topic}", Map.of("topic", "tea")))
                .isEqualTo("Answer like { \"a\": 1 } about tea");
    }

    @Test
    void namesTheVariableThatIsWrong() {
        refused(Map.of(), "/prompt/variables/topic is required");
        refused(Map.of("topic", 7), "/prompt/variables/topic must be a string");
        refused(Map.of("topic", "x".repeat(21)), "/prompt/variables/topic must have at most 20 characters");
        refused(Map.of("topic", "tea", "points", 1.5), "/prompt/variables/points must be a whole number");
        refused(Map.of("topic", "tea", "weight", "1"), "/prompt/variables/weight must be a number");
        refused(Map.of("topic", "tea", "formal", "yes"), "/prompt/variables/formal must be true or false");
        refused(Map.of("topic", "tea", "tone", "shrill"), "/prompt/variables/tone must be one of calm, loud");
        refused(Map.of("topic", "tea", "a/b", 1), "/prompt/variables/a~1b is no variable of prompt test; it has topic");
    }

    @Test
    void refusesATextThatGrowsTooLong() {
        var prompt = new Prompt("test", 1, "{topic}{topic}{topic}", VARIABLES);

        assertThatThrownBy(() -> new Rendering(prompt, 50).render(Map.of("topic", "x".repeat(20))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("more than 50 characters");
    }

    @Test
    void rendersTheDefaultPromptWithoutAnyValue() {
        var rendering = new Rendering(DefaultPrompt.PROMPT, 1000);

        assertThat(rendering.render(Map.of()))
                .isEqualTo("You are a helpful assistant. Answer what is asked, plainly and briefly;"
                        + " say so when you do not know.");
        assertThat(rendering.render(Map.of("language", "English", "markdown", true)))
                .endsWith(" Answer in English. Use Markdown where it helps.");
    }

    private static void refused(Map<String, Object> values, String detail) {
        assertThatThrownBy(() -> render("{topic}", values))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith(detail);
    }

    private static String render(String template, Map<String, Object> values) {
        return new Rendering(new Prompt("test", 1, template, VARIABLES), 1000).render(values);
    }
}
