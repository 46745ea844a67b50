package io.triade.local.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    private static List<String> split(String text) {
        var words = new ArrayList<String>();
        for (int start = 0; start < text.length(); ) {
            int end = Words.end(text, start);
            words.add(text.substring(start, end));
            start = end;
        }
        return words;
    }

    @Test
    void keepTheWhiteSpaceAfterThem() {
        assertThat(split("  one two\n\nthree ")).containsExactly("  one ", "two\n\n", "three ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a", " a", "a ", "a b", "olá \uD83C\uDF0D mundo", "\t\n x \r\n"})
    void joinToTheTextTheyWereSplitFrom(String text) {
        assertThat(String.join("", split(text))).isEqualTo(text);
    }
}
