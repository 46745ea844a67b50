package io.triade.api.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FrameRateTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final FrameRate rate = new FrameRate(100, 3, nanos::get);

    @Test
    void admitsABurstAndThenNoMore() {
        assertThat(rate.admits()).isTrue();
        assertThat(rate.admits()).isTrue();
        assertThat(rate.admits()).isTrue();
        assertThat(rate.admits()).isFalse();
    }

    @Test
    void admitsOneMoreForEachPartOfASecond() {
        // Given
        for (int i = 0; i < 3; i++) rate.admits();

        // When
        nanos.addAndGet(9_999_999);
        boolean tooEarly = rate.admits();
        nanos.addAndGet(2);

        // Then
        assertThat(tooEarly).isFalse();
        assertThat(rate.admits()).isTrue();
        assertThat(rate.admits()).isFalse();
    }

    @Test
    void savesNoMoreThanABurst() {
        nanos.addAndGet(3_600_000_000_000L);

        assertThat(rate.admits()).isTrue();
        assertThat(rate.admits()).isTrue();
        assertThat(rate.admits()).isTrue();
        assertThat(rate.admits()).isFalse();
    }

    @Test
    void needsARate() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FrameRate(0, 1, nanos::get));
        assertThatIllegalArgumentException().isThrownBy(() -> new FrameRate(1, 0, nanos::get));
    }
}
