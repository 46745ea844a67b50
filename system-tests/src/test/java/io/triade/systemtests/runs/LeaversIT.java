package io.triade.systemtests.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.triade.systemtests.Caller;
import io.triade.systemtests.SuiteExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Callers who leave in the middle of an answer, those who wanted it ended then and those who did not.
@ExtendWith(SuiteExtension.class)
class LeaversIT {
    private static final int CALLERS = Replicas.scale(30, 500);
    private static final int AT_ONCE = 30;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Replicas replicas;

    LeaversIT(Replicas replicas) {
        this.replicas = replicas;
    }

    @Test
    void theModelStopsWithinASecondForWhoeverWantsItSo() throws Exception {
        // Given
        var run = EchoRun.of(1_000, 20).onDisconnect("cancel");

        // When
        var late = leave(run, this::untilTheModelStopped);

        // Then
        late.sort(null);
        long inTime = late.stream().filter(one -> one.compareTo(SOON) <= 0).count();
        System.out.printf(
                "leavers: of %d who cancel, %d had the model stopped within 1 s; median %d ms, slowest %d ms%n",
                CALLERS,
                inTime,
                late.get(CALLERS / 2).toMillis(),
                late.getLast().toMillis());
        assertThat(CALLERS - inTime).isLessThanOrEqualTo((CALLERS + 99) / 100);
    }

    @Test
    void theAnswerIsFinishedForWhoeverWantsItSo() throws Exception {
        // Given
        var run = EchoRun.of(60, 50).onDisconnect("continue");
        var ana = replicas.caller("ana");

        // When
        var ended = leave(run, id -> ana.run(id, 20));

        // Then
        assertThat(ended).hasSize(CALLERS).allSatisfy(document -> {
            assertThat(document.path("state").asText()).isEqualTo("succeeded");
            assertThat(document.path("output").asText()).isEqualTo(run.text());
        });
        System.out.printf("leavers: of %d who do not, all have their whole answer%n", CALLERS);
    }

    private interface Afterwards<T> {
        T of(String runId) throws Exception;
    }

    /// Each leaves at a moment of its own, from the first sign of life on.
    private <T> List<T> leave(EchoRun run, Afterwards<T> afterwards) throws Exception {
        var doors = List.of(replicas.callerAt(1, "ana"), replicas.callerAt(2, "ana"));
        var leaving = new ArrayList<Future<T>>();
        try (var crowd = new Crowd(AT_ONCE)) {
            for (int number = 0; number < CALLERS; number++) {
                var random = new Random(number);
                leaving.add(crowd.send(() -> afterwards.of(leave(run, doors.get(random.nextInt(2)), random))));
            }
            return Crowd.all(leaving);
        }
    }

    private static String leave(EchoRun run, Caller door, Random random) {
        try (var answer = door.stream(run.body(), Map.of())) {
            answer.next(random.nextInt(40));
            return answer.runId();
        }
    }

    private Duration untilTheModelStopped(String id) {
        long left = System.nanoTime();
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(15))
                .until(() -> replicas.generations(id).path("active").asInt() == 0);
        var late = Duration.ofNanos(System.nanoTime() - left);
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            var counted = replicas.generations(id);
            assertThat(counted.path("cancelled").asInt())
                    .isEqualTo(counted.path("started").asInt());
        });
        return late;
    }
}
