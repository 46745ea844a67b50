package io.triade.systemtests.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.systemtests.Answer;
import io.triade.systemtests.Caller;
import io.triade.systemtests.SuiteExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Replicas of the tier that owns runs, killed one after the other under load.
@ExtendWith(SuiteExtension.class)
class ChaosIT {
    private static final int KILLS = Replicas.scale(4, 20);
    private static final int CALLERS = 12;
    private static final List<String> POLICIES = List.of("continue", "restart", "fail");

    /// What is left of a run when its replica dies, and what taking it over may take on a busy machine.
    private static final int PATIENCE_SECONDS = 20;

    private final Replicas replicas;

    ChaosIT(Replicas replicas) {
        this.replicas = replicas;
    }

    /// A run that was acknowledged, and what its caller read of it.
    private record Acknowledged(EchoRun run, String policy, String id, List<Answer.Event> read) {}

    @AfterEach
    void leaveEverythingRunning() throws Exception {
        replicas.startMissing();
    }

    @Test
    void noAcknowledgedRunIsLostOrDoubledOrLeftOpen() throws Exception {
        // Given
        var over = new AtomicBoolean();
        var callers = new ArrayList<Future<List<Acknowledged>>>();
        var all = new ArrayList<Acknowledged>();
        long began = System.nanoTime();

        // When
        try (var crowd = new Crowd(CALLERS)) {
            for (int number = 0; number < CALLERS; number++) {
                var door = replicas.callerAt(1 + number % 2, "ana");
                String policy = POLICIES.get(number % POLICIES.size());
                callers.add(crowd.send(() -> ask(door, policy, over)));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                replicas.kill(Replicas.orchestration(1 + kill % 2));
                replicas.startMissing();
            }
            over.set(true);
            Crowd.all(callers).forEach(all::addAll);
        }

        // Then
        int interrupted = 0;
        var log = replicas.callerAt(1, "ana");
        for (var acknowledged : all) interrupted += assertWhole(acknowledged, log);
        assertThat(interrupted).isPositive();
        System.out.printf(
                "chaos: %d kills, %d runs acknowledged, %d interrupted, none lost; %d ms%n",
                KILLS, all.size(), interrupted, (System.nanoTime() - began) / 1_000_000);
    }

    /// One run after the other, each read to its end, until it is over.
    private static List<Acknowledged> ask(Caller door, String policy, AtomicBoolean over) throws Exception {
        var acknowledged = new ArrayList<Acknowledged>();
        while (!over.get()) {
            var run = EchoRun.of(30, 50).onInterruption(policy);
            var start = Map.of("Idempotency-Key", UUID.randomUUID().toString(), "Prefer", "respond-async");
            var reply = door.start(run.body(), start);
            assertThat(reply.status()).as(reply.text()).isEqualTo(202);
            String id = reply.json().path("id").asText();
            try (var answer = door.follow(id, 0)) {
                acknowledged.add(new Acknowledged(run, policy, id, answer.toTheEnd()));
            }
        }
        return acknowledged;
    }

    /// @return 1 for a run that was interrupted
    private int assertWhole(Acknowledged acknowledged, Caller log) throws Exception {
        String id = acknowledged.id();
        JsonNode document = log.run(id, PATIENCE_SECONDS);
        assertThat(document.path("state").asText()).as(id).isIn("succeeded", "failed");
        List<Answer.Event> kept;
        try (var answer = log.follow(id, 0)) {
            kept = answer.toTheEnd();
        }
        // A run that may not be taken over and was lost before it said anything has nothing but its end.
        boolean lostUnsaid = kept.size() == 1 && kept.getFirst().type().equals("failed");
        if (!lostUnsaid) Answer.assertWellFormed(kept);
        assertThat(acknowledged.read()).isEqualTo(kept);
        String text = acknowledged.run().text();
        if (document.path("state").asText().equals("failed")) {
            assertThat(acknowledged.policy()).isEqualTo("fail");
            assertThat(kept.getLast().data().at("/problem/type").asText()).isEqualTo("/problems/run-interrupted");
            assertThat(text).startsWith(Answer.text(kept));
        } else {
            assertThat(Answer.text(kept)).isEqualTo(text);
        }
        int attempts = document.path("attempts").asInt();
        assertThat(replicas.generations(id).path("started").asInt()).as(id).isBetween(attempts > 1 ? 0 : 1, attempts);
        return attempts > 1 ? 1 : 0;
    }
}
