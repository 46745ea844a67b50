package io.triade.orchestration.runlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {
    private static final long MILLI = 1_000_000;
    private static final long WINDOW = 250 * MILLI;

    private final Windows windows = new Windows(new Config(200));
    private final Random random = new Random(7);

    @Test
    void aFewRunsWriteAWindowAfterTheyWroteLast() {
        windows.writers(24);

        assertThat(windows.pause(1_000 * MILLI, 900 * MILLI, 1)).isEqualTo(150 * MILLI);
        assertThat(windows.pause(1_000 * MILLI, 100 * MILLI, 1)).isZero();
        assertThat(windows.crowded()).isFalse();
    }

    @Test
    void manyRunsWriteAtTheSameFewMoments() {
        // Given
        windows.writers(50);
        Map<Long, Integer> due = new HashMap<>();

        // When
        for (int run = 0; run < 1_000; run++) {
            long now = random.nextLong();
            now -= now % 1_000;
            long flushed = now - random.nextLong(3 * WINDOW);
            long pause = windows.pause(now, flushed, random.nextInt());
            assertThat(pause).isPositive().isLessThanOrEqualTo(2 * WINDOW);
            assertThat(now + pause - flushed).isGreaterThanOrEqualTo(WINDOW / 2);
            due.merge(Math.floorMod(now + pause, WINDOW), 1, Integer::sum);
        }

        // Then
        assertThat(windows.crowded()).isTrue();
        assertThat(due)
                .containsOnlyKeys(0L, WINDOW / 2)
                .allSatisfy((_, runs) -> assertThat(runs).isGreaterThan(400));
    }

    @Test
    void twoWritesOfABusyRunAreHalfToOneAndAHalfWindowsApart() {
        windows.writers(30);
        long flushed = 0;
        for (int write = 0; write < 1_000; write++) {
            long heard = flushed + random.nextLong(10 * MILLI);
            long next = heard + windows.pause(heard, flushed, 3);

            assertThat(next - flushed).isBetween(WINDOW / 2, WINDOW * 3 / 2);
            flushed = next + random.nextLong(5 * MILLI);
        }
    }

    @ParameterizedTest
    @CsvSource({"30, 250", "51, 500", "100, 500", "101, 750", "5000, 2000"})
    void theWindowWidensByWholeOnesToItsLongest(int writers, long millis) {
        windows.writers(writers);

        long now = 0;
        long sum = 0;
        for (int write = 0; write < 100; write++) {
            long pause = windows.pause(now, now, 5);
            sum += pause;
            now += pause;
        }
        assertThat(sum / 100 / MILLI).isBetween(millis - 10, millis + 10);
    }

    private record Config(int batchesPerSecond) implements LogConfig {
        @Override
        public String table() {
            return "runs";
        }

        @Override
        public Duration firstWindow() {
            return Duration.ofMillis(5);
        }

        @Override
        public Duration window() {
            return Duration.ofNanos(WINDOW);
        }

        @Override
        public Duration longestWindow() {
            return Duration.ofSeconds(2);
        }

        @Override
        public int writers() {
            return 4;
        }

        @Override
        public int readerBytes() {
            return 1;
        }

        @Override
        public Duration look() {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration lookWhileDeaf() {
            return Duration.ofMillis(300);
        }
    }
}
