package io.triade.orchestration.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    @Test
    void givesBackThePlaceItWasMadeOf() {
        String cursor = Cursor.of("turns acme#ana#s_1", "r_7");

        assertThat(Cursor.position("turns acme#ana#s_1", cursor)).isEqualTo("r_7");
    }

    @Test
    void refusesTheCursorOfAnotherList() {
        String cursor = Cursor.of("turns acme#ana#s_1", "r_7");

        assertRefused("turns acme#ana#s_2", cursor);
        assertRefused("turns globex#ana#s_1", cursor);
    }

    @Test
    void refusesACursorWithOneCharacterChanged() {
        String cursor = Cursor.of("list", "r_7");
        char last = cursor.charAt(cursor.length() - 2);
        String changed = cursor.substring(0, cursor.length() - 2)
                + (last == 'a' ? 'b' : 'a')
                + cursor.charAt(cursor.length() - 1);

        assertRefused("list", changed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "not base64!", "AAAA", "AAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAA", "%00"})
    void refusesGarbage(String garbage) {
        assertRefused("list", garbage);
        assertRefused("list", garbage + "A".repeat(600));
    }

    private static void assertRefused(String list, String cursor) {
        assertThatThrownBy(() -> Cursor.position(list, cursor))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.type()).isEqualTo(ProblemType.INVALID_FIELD));
    }
}
