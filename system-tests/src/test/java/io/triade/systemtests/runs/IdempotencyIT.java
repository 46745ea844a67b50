package io.triade.systemtests.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.triade.systemtests.Caller;
import io.triade.systemtests.SuiteExtension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The same start made again, later or at the same instant: one run, one generation, one bill.
@ExtendWith(SuiteExtension.class)
class IdempotencyIT {
    private static final int KEYS = Replicas.scale(500, 10_000);
    private static final int TWINS = Replicas.scale(50, 500);
    private static final int EACH = 16;

    private final Replicas replicas;
    private List<Caller> doors = List.of();

    IdempotencyIT(Replicas replicas) {
        this.replicas = replicas;
    }

    @BeforeEach
    void openDoors() throws Exception {
        doors = List.of(replicas.callerAt(1, "ana"), replicas.callerAt(2, "ana"));
    }

    @Test
    void aStartThatIsRepeatedAtTheOtherReplicaIsTheSameRun() throws Exception {
        // Given
        long startedBefore = replicas.generations().path("started").asLong();
        var ids = new ArrayList<Future<String>>();

        // When
        long began = System.nanoTime();
        try (var crowd = new Crowd(32)) {
            for (int key = 0; key < KEYS; key++) {
                int door = key % 2;
                ids.add(crowd.send(() -> startedTwice(doors.get(door), doors.get(1 - door))));
            }
            assertOneGenerationEach(Crowd.all(ids), KEYS, startedBefore);
        }
        System.out.printf(
                "idempotency: %d keys, each twice: one run and one generation each; %d ms%n", KEYS, since(began));
    }

    private static String startedTwice(Caller first, Caller second) throws Exception {
        var run = EchoRun.of(5, 0);
        var key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        var once = first.start(run.body(), key);
        assertThat(once.status()).isEqualTo(200);
        assertThat(once.json().path("output").asText()).isEqualTo(run.text());
        assertThat(once.header("idempotency-replayed")).isEmpty();
        var again = second.start(run.body(), key);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(once.json());
        assertThat(again.header("idempotency-replayed")).isEqualTo("true");
        return once.json().path("id").asText();
    }

    @Test
    void twinsAtTheSameInstantAreOneRun() throws Exception {
        // Given
        long startedBefore = replicas.generations().path("started").asLong();
        var ids = new ArrayList<String>();

        // When
        long began = System.nanoTime();
        try (var crowd = new Crowd(EACH)) {
            for (int key = 0; key < TWINS; key++) ids.add(startedAtOnce(crowd));
        }

        // Then
        assertOneGenerationEach(ids, TWINS, startedBefore);
        System.out.printf(
                "idempotency: %d keys, each %d times at once: one run and one generation each; %d ms%n",
                TWINS, EACH, since(began));
    }

    private String startedAtOnce(Crowd crowd) throws Exception {
        var run = EchoRun.of(5, 0);
        var key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        var instant = new CountDownLatch(EACH);
        var starts = new ArrayList<Future<Caller.Reply>>();
        for (int twin = 0; twin < EACH; twin++) {
            var door = doors.get(twin % 2);
            starts.add(crowd.send(() -> {
                instant.countDown();
                instant.await();
                return door.start(run.body(), key);
            }));
        }
        Set<String> ids = new HashSet<>();
        int first = 0;
        for (var start : Crowd.all(starts)) {
            assertThat(start.status()).as(start.text()).isEqualTo(200);
            assertThat(start.json().path("output").asText()).isEqualTo(run.text());
            if (start.header("idempotency-replayed").isEmpty()) first++;
            ids.add(start.json().path("id").asText());
        }
        assertThat(first).isEqualTo(1);
        assertThat(ids).hasSize(1);
        return ids.iterator().next();
    }

    private void assertOneGenerationEach(List<String> ids, int keys, long startedBefore) throws Exception {
        assertThat(ids).doesNotHaveDuplicates().hasSize(keys);
        for (String id : ids) {
            assertThat(replicas.generations(id).path("started").asInt()).as(id).isEqualTo(1);
        }
        assertThat(replicas.generations().path("started").asLong() - startedBefore)
                .isEqualTo(keys);
    }

    private static long since(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }
}
