package io.triade.api.lex;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerPartsTest {
    @Test
    void leavesAShortAnswerWhole() {
        assertThat(AnswerParts.of(" Hold the reset key. ").parts()).containsExactly("Hold the reset key.");
        assertThat(AnswerParts.of("  ").parts()).isEmpty();
    }

    @Test
    void cutsWhereAReaderPausesAndLosesNothing() {
        String sentence = "A sentence of some length that ends here. ";
        String text = (sentence.repeat(20).strip() + "\n\n").repeat(6);

        AnswerParts parts = AnswerParts.of(text);

        assertThat(parts.cut()).isFalse();
        assertThat(parts.parts()).hasSize(6).allMatch(part -> part.length() <= 1024 && part.endsWith("here."));
        assertThat(String.join(" ", parts.parts()).replaceAll("\\s+", " "))
                .isEqualTo(text.replaceAll("\\s+", " ").strip());
    }

    @Test
    void cutsAWordThatIsLongerThanAMessageButNoCharacter() {
        AnswerParts parts = AnswerParts.of("a" + "🎉".repeat(900));

        assertThat(parts.parts()).hasSize(2);
        assertThat(String.join("", parts.parts())).isEqualTo("a" + "🎉".repeat(900));
        assertThat(Character.isLowSurrogate(parts.parts().getLast().charAt(0))).isFalse();
    }

    @Test
    void saysWhereTheAnswerWasLongerThanTenMessages() {
        for (String text : new String[] {"word ".repeat(5_000), "🎉".repeat(20_000)}) {
            AnswerParts parts = AnswerParts.of(text);

            assertThat(parts.cut()).isTrue();
            assertThat(parts.parts()).hasSize(10).allMatch(part -> !part.isEmpty() && part.length() <= 1024);
            assertThat(parts.parts().getLast()).endsWith(" …");
        }
    }
}
