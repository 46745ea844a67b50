package io.triade.orchestration.runs.attempts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LetterTest {
    @Test
    void isReadAsItWasWritten() {
        assertThat(Letter.of(new Letter.Cancel("r_1").text())).contains(new Letter.Cancel("r_1"));
        assertThat(Letter.of(new Letter.Taken("r_1", 3).text())).contains(new Letter.Taken("r_1", 3));
    }

    @Test
    void isPassedOverWhereItIsNoneOfOurs() {
        assertThat(Letter.of("r_1")).isEmpty();
        assertThat(Letter.of("explode#1#r_1")).isEmpty();
        assertThat(Letter.of("taken#many#r_1")).isEmpty();
    }
}
