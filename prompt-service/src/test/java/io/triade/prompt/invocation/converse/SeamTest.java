package io.triade.prompt.invocation.converse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeamTest {
    /// A `~` is a blank and a `!` a line break.
    private static String spaced(String text) {
        return text.replace('~', ' ').replace('!', '\n');
    }

    @ParameterizedTest
    @CsvSource({
        "one~, ~two, two",
        "one~, two, two",
        "one, ~two, ~two",
        "one~!, ~!two, two",
        "one~!, ~two, two",
        "one!, ~two, ~two",
        "one~, ~~two, ~two",
        "~, ~two, two"
    })
    void leavesOutTheWhiteSpaceThatTheCallerHas(String answerSoFar, String goingOn, String rest) {
        assertThat(new Seam(spaced(answerSoFar)).join(spaced(goingOn))).isEqualTo(spaced(rest));
    }

    @Test
    void leavesItOutAlsoWhenItComesInPieces() {
        var seam = new Seam("one \n ");

        assertThat(List.of(seam.join(" "), seam.join("\n"), seam.join(" two"), seam.join(" three")))
                .containsExactly("", "", "two", " three");
    }

    @Test
    void showsTheModelNoWhiteSpaceAtTheEnd() {
        assertThat(Seam.sent("one two \n")).isEqualTo("one two");
        assertThat(Seam.sent(" \n")).isEmpty();
    }
}
