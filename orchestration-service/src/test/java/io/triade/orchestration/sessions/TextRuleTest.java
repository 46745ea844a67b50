package io.triade.orchestration.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.contracts.problems.ProblemException;
import io.triade.orchestration.tables.Owner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextRuleTest {
    private final TextRule rule = new TextRule("/text", 8);

    @ParameterizedTest
    @ValueSource(strings = {"a", "olá 🙂", "12345678", "\u0000x"})
    void takesTextAsItIs(String text) {
        assertThat(rule.check(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\n\t", "123456789", "a\ud83d", "\ude42a", "\ude42\ud83d"})
    void refusesWhatCannotBeAskedOrStored(String text) {
        assertThatThrownBy(() -> rule.check(text))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("/text ");
    }

    @Test
    void keepsTenantAndSubjectApartInKeys() {
        var one = Owner.of(principal("a", "b#c"));
        var other = Owner.of(principal("a#b", "c"));

        assertThat(one.key()).isNotEqualTo(other.key()).isEqualTo("a#b%23c");
        assertThat(one).isNotEqualTo(other).isEqualTo(Owner.of(principal("a", "b#c")));
    }

    @Test
    void namesASessionByItsFirstWords() {
        assertThat(Titles.firstWords("  How do I\nreset it? ")).isEqualTo("How do I reset it?");
        assertThat(Titles.firstWords("word ".repeat(30))).isEqualTo("word ".repeat(11) + "word…");
        assertThat(Titles.firstWords("x".repeat(100))).isEqualTo("x".repeat(60) + "…");
        assertThat(Titles.firstWords("x".repeat(59) + "🙂tail")).isEqualTo("x".repeat(59) + "…");
    }

    private static io.triade.contracts.access.Principal principal(String tenant, String subject) {
        return new io.triade.contracts.access.Principal(
                tenant, subject, java.util.Set.of(), java.util.Set.of(), java.util.Set.of());
    }
}
