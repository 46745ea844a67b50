package io.triade.defaults.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastCallTest {
    @ParameterizedTest
    @CsvSource({"PT0S, PT30S, PT27S", "PT5S, PT30S, PT32S", "PT0S, PT3S, PT2S", "PT1S, PT0.3S, PT1.2S"})
    void comesShortlyBeforeTheTimeoutIsOver(Duration delay, Duration timeout, Duration patience) {
        assertThat(LastCall.patience(delay, timeout)).isEqualTo(patience);
    }
}
