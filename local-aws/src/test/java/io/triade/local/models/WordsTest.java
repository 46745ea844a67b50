package io.triade.local.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @Test
    void keepTheWhiteSpaceAfterThem() {
        assertThat(Words.split("  one two\n\nthree ")).containsExactly("  one ", "two\n\n", "three ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a", " a", "a ", "a b", "olá \uD83C\uDF0D mundo", "\t\n x \r\n"})
    void joinToTheTextTheyWereSplitFrom(String text) {
        assertThat(String.join("", Words.split(text))).isEqualTo(text);
    }
}
