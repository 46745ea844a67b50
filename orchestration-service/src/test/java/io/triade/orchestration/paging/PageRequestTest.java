package io.triade.orchestration.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.contracts.problems.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRequestTest {
    @Test
    void asksForTwentyWhenNobodySays() {
        assertThat(PageRequest.of(null, null).limit()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "20", "100", "007"})
    void acceptsWhatAPageMayHold(String limit) {
        assertThat(PageRequest.of(limit, null).limit()).isEqualTo(Integer.parseInt(limit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "101", "-1", "+5", "1.5", "ten", "99999999999", "٣", " 1"})
    void refusesAnyOtherLimit(String limit) {
        assertThatThrownBy(() -> PageRequest.of(limit, null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("limit must be a whole number from 1 to 100");
    }
}
