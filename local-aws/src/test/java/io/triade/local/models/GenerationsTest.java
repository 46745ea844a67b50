package io.triade.local.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.triade.local.models.Generations.Counts;
import io.triade.local.models.Generations.Outcome;
import org.junit.jupiter.api.Test;

class GenerationsTest {
    private static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    private final Generations generations = new Generations();

    @Test
    void countsByModelAndByKey() {
        // Given
        var kept = generations.start("m", "r_1");
        var ended = generations.start("m", "r_1");
        generations.start("n", null);

        // When
        ended.end(Outcome.CANCELLED);

        // Then
        assertThat(generations.ofKey("r_1")).isEqualTo(new Counts(1, 2, 0, 1, 0));
        assertThat(generations.byModel().get("m")).isEqualTo(new Counts(1, 2, 0, 1, 0));
        assertThat(generations.total()).isEqualTo(new Counts(2, 3, 0, 1, 0));
        kept.end(Outcome.FINISHED);
        assertThat(generations.ofKey("r_1")).isEqualTo(new Counts(0, 2, 1, 1, 0));
    }

    @Test
    void forgetsTheKeysThatWereNotUsedForLongest() {
        // Given
        var oldest = generations.start("m", "r_oldest");
        generations.start("m", "r_used");

        // When
        for (int i = 0; i < 99_999; i++) {
            generations.start("m", "r_" + i);
            if (i == 50_000) {
                generations.start("m", "r_used");
            }
        }
        oldest.end(Outcome.FINISHED);

        // Then
        assertThat(generations.ofKey("r_oldest")).isEqualTo(NONE);
        assertThat(generations.ofKey("r_used").started()).isEqualTo(2);
        assertThat(generations.ofKey("r_99998").started()).isEqualTo(1);
    }

    @Test
    void forgetsKeysAndWhatHasEndedWhenToldTo() {
        // Given
        var active = generations.start("m", "r_1");
        generations.start("m", "r_2").end(Outcome.FAILED);

        // When
        generations.reset();

        // Then
        assertThat(generations.ofKey("r_2")).isEqualTo(NONE);
        assertThat(generations.byModel().get("m")).isEqualTo(new Counts(1, 0, 0, 0, 0));
        active.end(Outcome.FINISHED);
        assertThat(generations.ofKey("r_1")).isEqualTo(NONE);
    }
}
