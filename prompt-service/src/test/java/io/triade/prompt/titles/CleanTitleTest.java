package io.triade.prompt.titles;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CleanTitleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "Resetting the router|Resetting the router",
                "\"Resetting the router\"|Resetting the router",
                "«Olá, mundo».|Olá, mundo",
                "Title: \"Tea and biscuits\"|Tea and biscuits",
                "**Title: Tea**|Tea",
                "Título: Chá|Chá",
                "# Heading|Heading",
                "  much   white\tspace |much white space",
                "What's new?|What's new?",
                "3.14 is pi|3.14 is pi"
            })
    void keepsTheTitleAlone(String said, String title) {
        assertThat(CleanTitle.of(said)).contains(title);
    }

    @Test
    void takesTheFirstLineThatSaysSomething() {
        assertThat(CleanTitle.of("\n\"\"\n  Tea\nand more")).contains("Tea");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n ", "\"\"", "***"})
    void findsNoneWhereNothingIsLeft(String said) {
        assertThat(CleanTitle.of(said)).isEmpty();
    }

    @Test
    void shortensAtAWordAndNeverInsideACharacter() {
        String words = CleanTitle.of("word ".repeat(40)).orElseThrow();
        String emoji = CleanTitle.of("😀".repeat(60)).orElseThrow();

        assertThat(words).hasSizeLessThanOrEqualTo(80).endsWith("word…");
        assertThat(emoji).hasSizeLessThanOrEqualTo(80).doesNotContain("?").matches("(😀)+…");
    }
}
