package io.triade.orchestration.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferenceTest {
    private static final Duration LONGEST = Duration.ofSeconds(25);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 25",
                "wait=3 | 3",
                "wait=90 | 25",
                "WAIT = 4 | 4",
                "wait=\"5\" | 5",
                "respond-async | 0",
                "respond-async, wait=7 | 7",
                "return=minimal; foo=bar, wait=8 | 8",
                "wait=x | 25",
                "wait=-1 | 25",
                "wait=1, wait=9 | 1"
            })
    void saysHowLongToWait(String header, long seconds) {
        assertThat(Preference.of(List.of(header)).patience(LONGEST)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void readsSeveralHeadersAndSaysWhatItHeeded() {
        assertThat(Preference.of(List.of("respond-async", "wait=10")).applied(LONGEST))
                .isEqualTo("wait=10, respond-async");
        assertThat(Preference.of(List.of("respond-async")).applied(LONGEST)).isEqualTo("respond-async");
        assertThat(Preference.of(List.of("return=minimal")).applied(LONGEST)).isNull();
    }
}
