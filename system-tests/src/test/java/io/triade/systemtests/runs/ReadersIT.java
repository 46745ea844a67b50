package io.triade.systemtests.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.triade.systemtests.Answer;
import io.triade.systemtests.Caller;
import io.triade.systemtests.SuiteExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Readers that come and go, while a part of what the replicas tell each other is lost.
@ExtendWith(SuiteExtension.class)
class ReadersIT {
    private static final int RUNS = Replicas.scale(60, 1_000);
    private static final int AT_ONCE = 60;
    private static final int READERS = 2;
    private static final int WORDS = 60;

    private final Replicas replicas;

    ReadersIT(Replicas replicas) {
        this.replicas = replicas;
    }

    /// What the readers of one run have, and what the log has.
    private record Followed(EchoRun run, String id, List<List<Answer.Event>> readers) {}

    @AfterEach
    void leaveEverythingRunning() throws Exception {
        replicas.startMissing();
    }

    @Test
    void everyReaderThatDropsAndComesBackEndsWithTheLog() throws Exception {
        long began = System.nanoTime();
        assertEachHasTheLog(followed(40, new CountDownLatch(1)));
        System.out.printf(
                "readers: %d runs with %d readers each have the log's bytes; %d ms%n", RUNS, READERS, since(began));
    }

    @Test
    void redisMayDieMeanwhile() throws Exception {
        // Given
        long began = System.nanoTime();
        var under = new CountDownLatch(AT_ONCE);
        try (var crowd = new Crowd(1)) {
            Future<List<Followed>> followed = crowd.send(() -> followed(120, under));

            // When
            while (!under.await(1, TimeUnit.SECONDS)) {
                // A start that failed is told; nobody would count it down any more.
                if (followed.isDone()) followed.get();
            }
            replicas.kill("redis");
            replicas.startMissing();

            // Then
            assertEachHasTheLog(followed.get());
        }
        System.out.printf(
                "readers: the same while Redis was killed and started again: %d runs; %d ms%n", RUNS, since(began));
    }

    /// @param under counted down by each run that has begun
    private List<Followed> followed(int delayMillis, CountDownLatch under) throws Exception {
        var doors = List.of(replicas.callerAt(1, "ana"), replicas.callerAt(2, "ana"));
        var followed = new ArrayList<Future<Followed>>();
        try (var crowd = new Crowd(AT_ONCE);
                var readers = new Crowd(AT_ONCE * READERS)) {
            for (int number = 0; number < RUNS; number++) {
                int seed = number;
                followed.add(crowd.send(() -> {
                    var run = EchoRun.of(WORDS, delayMillis);
                    var start = doors.get(seed % 2).start(run.body(), Map.of("Prefer", "respond-async"));
                    String id = start.json().path("id").asText();
                    var reading = new ArrayList<Future<List<Answer.Event>>>();
                    for (int reader = 0; reader < READERS; reader++) {
                        var random = new Random(1_000L * seed + reader);
                        reading.add(readers.send(() -> read(doors, id, random)));
                    }
                    under.countDown();
                    return new Followed(run, id, Crowd.all(reading));
                }));
            }
            return Crowd.all(followed);
        }
    }

    /// Reads some, leaves, and comes back at either door: mostly where it was, at times where it had been before.
    private static List<Answer.Event> read(List<Caller> doors, String id, Random random) {
        var events = new ArrayList<Answer.Event>();
        while (events.isEmpty() || !events.getLast().terminal()) {
            int after = random.nextInt(3) == 0 ? random.nextInt(events.size() + 1) : events.size();
            try (var answer = doors.get(random.nextInt(2)).follow(id, after)) {
                var some = answer.next(5 + random.nextInt(30));
                assertThat(some).as("events of %s after %d", id, after).isNotEmpty();
                for (var event : some) {
                    assertThat(event.id()).isEqualTo(++after);
                    if (after <= events.size()) assertThat(event).isEqualTo(events.get(after - 1));
                    else events.add(event);
                }
            }
        }
        return events;
    }

    private void assertEachHasTheLog(List<Followed> all) throws Exception {
        var log = replicas.behindTheEdge(1, "ana");
        for (var followed : all) {
            List<Answer.Event> kept;
            try (var answer = log.follow(followed.id(), 0)) {
                kept = answer.toTheEnd();
            }
            Answer.assertWellFormed(kept);
            assertThat(Answer.text(kept)).isEqualTo(followed.run().text());
            assertThat(followed.readers()).hasSize(READERS).allMatch(kept::equals);
        }
    }

    private static long since(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }
}
