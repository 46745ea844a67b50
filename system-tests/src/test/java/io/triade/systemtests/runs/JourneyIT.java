package io.triade.systemtests.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.systemtests.Answer;
import io.triade.systemtests.Caller;
import io.triade.systemtests.SuiteExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One answer on its way by several protocols and processes, one of which dies.
@ExtendWith(SuiteExtension.class)
class JourneyIT {
    private static final int WORDS = 80;
    private static final int HALF = 40;

    /// A way to read a run's text.
    private interface Door {
        String text(Caller caller, String id) throws Exception;
    }

    private static final List<Door> DOORS = List.of(
            (caller, id) -> text(caller, id, "text/event-stream"),
            (caller, id) -> text(caller, id, "application/x-ndjson"),
            JourneyIT::textBySocket,
            OtherDoors::byGraphQl,
            OtherDoors::byResponses,
            OtherDoors::byLex);

    private final Replicas replicas;

    JourneyIT(Replicas replicas) {
        this.replicas = replicas;
    }

    @AfterEach
    void leaveEverythingRunning() throws Exception {
        replicas.startMissing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"continue", "restart", "fail"})
    void everyReaderHasTheSameBytesThoughTheReplicaThatWroteThemDied(String policy) throws Exception {
        // Given
        var here = replicas.callerAt(1, "ana");
        var there = replicas.callerAt(2, "ana");
        var run = EchoRun.of(WORDS, 40).onInterruption(policy);
        var start = Map.of("Idempotency-Key", UUID.randomUUID().toString(), "Prefer", "respond-async");

        // When
        var started = here.start(run.body(), start);
        assertThat(started.status()).isEqualTo(202);
        String id = started.json().path("id").asText();
        List<Answer.Event> half;
        try (var first = SocketReader.attach(here, id, 0)) {
            half = first.next(HALF);
        }
        int owner = owner();
        replicas.kill(Replicas.orchestration(owner));
        long killed = System.nanoTime();
        var whole = new ArrayList<>(half);
        try (var second = there.follow(id, half.getLast().id())) {
            whole.addAll(second.toTheEnd());
        }
        var late = Duration.ofNanos(System.nanoTime() - killed);

        // Then
        Answer.assertWellFormed(whole);
        int survivor = Replicas.other(owner);
        assertThat(read(here, id, "text/event-stream")).isEqualTo(raw(whole));
        assertThat(read(there, id, "text/event-stream")).isEqualTo(raw(whole));
        assertThat(read(here, id, "application/x-ndjson")).isEqualTo(raw(whole));
        assertThat(read(there, id, "application/x-ndjson")).isEqualTo(raw(whole));
        assertThat(readBySocket(here, id)).isEqualTo(raw(whole));
        assertThat(readBySocket(there, id)).isEqualTo(raw(whole));
        assertThat(read(replicas.behindTheEdge(survivor, "ana"), id, "text/event-stream"))
                .isEqualTo(raw(whole));
        assertOutcome(policy, run, whole, replicas.generations(id));
        if (policy.equals("continue")) {
            assertThat(OtherDoors.byGraphQl(there, id)).isEqualTo(run.text());
            assertThat(OtherDoors.byResponses(here, id)).isEqualTo(run.text());
            assertThat(OtherDoors.byLex(there, id)).isEqualTo(run.text());
        }

        // When
        var again = there.start(run.body(), start);

        // Then
        assertThat(again.json().path("id").asText()).isEqualTo(id);
        assertThat(again.header("idempotency-replayed")).isEqualTo("true");
        JsonNode document = there.run(id, 0);
        assertThat(document.path("output").asText()).isEqualTo(Answer.text(whole));
        assertThat(document.path("lastOffset").asLong()).isEqualTo(whole.size());
        assertThat(replicas.generations(id).path("started").asInt()).isEqualTo(policy.equals("fail") ? 1 : 2);
        System.out.printf(
                "journey: %s: %d events, %s; ended %d ms after its replica was killed%n",
                policy, whole.size(), whole.getLast().raw(), late.toMillis());
    }

    @Test
    void everyDoorOfBothReplicasHasTheTextOfAResponseThatIsMadeInTheBackground() throws Exception {
        // Given
        var callers = List.of(replicas.callerAt(1, "ana"), replicas.callerAt(2, "ana"));
        var run = EchoRun.of(WORDS, 60);
        String id = OtherDoors.inBackground(callers.getFirst(), run);

        // When
        List<String> texts;
        try (var crowd = new Crowd(Integer.MAX_VALUE)) {
            var readers = new ArrayList<Future<String>>();
            for (Caller caller : callers) {
                for (Door door : DOORS) readers.add(crowd.send(() -> door.text(caller, id)));
            }
            assertThat(OtherDoors.status(callers.getLast(), id)).isEqualTo("in_progress");
            texts = Crowd.all(readers);
        }

        // Then
        assertThat(texts).hasSize(2 * DOORS.size()).containsOnly(run.text());
        for (Caller caller : callers) {
            assertThat(OtherDoors.status(caller, id)).isEqualTo("completed");
            for (Door door : DOORS) assertThat(door.text(caller, id)).isEqualTo(run.text());
        }
        assertThat(replicas.generations(id).path("started").asInt()).isEqualTo(1);
    }

    @Test
    void everyRunGoesOnWhenAProcessOnTheWayToItsModelDies() throws Exception {
        // Given
        var caller = replicas.callerAt(1, "ana");
        var runs = new LinkedHashMap<String, EchoRun>();
        for (int number = 0; number < 6; number++) {
            var run = EchoRun.of(WORDS, 80);
            var started = caller.start(run.body(), Map.of("Prefer", "respond-async"));
            runs.put(started.json().path("id").asText(), run);
        }
        for (String id : runs.keySet()) {
            try (var answer = caller.follow(id, 0)) {
                answer.next(5);
            }
        }

        // When
        replicas.kill("prompt-service-1");

        // Then
        int cut = 0;
        for (var run : runs.entrySet()) {
            var events = events(caller, run.getKey(), "text/event-stream");
            Answer.assertWellFormed(events);
            assertThat(Answer.text(events)).isEqualTo(run.getValue().text());
            assertThat(events.getLast().type()).isEqualTo("completed");
            if (events.stream().anyMatch(event -> event.raw().contains("upstream-lost"))) cut++;
        }
        assertThat(cut).isBetween(1, runs.size() - 1);
    }

    private static void assertOutcome(String policy, EchoRun run, List<Answer.Event> whole, JsonNode generations) {
        var marks = whole.stream()
                .filter(event -> event.type().equals("interrupted"))
                .toList();
        assertThat(marks).hasSize(1);
        var mark = marks.getFirst();
        assertThat(mark.data().path("reason").asText()).isEqualTo("owner-lost");
        assertThat(mark.id()).isGreaterThan(HALF);
        switch (policy) {
            case "continue" -> assertThat(mark.data().path("rewindTo").asLong()).isEqualTo(mark.id() - 1);
            case "restart" -> assertThat(mark.data().path("rewindTo").asLong()).isEqualTo(1);
            default -> {
                assertThat(whole.getLast().data().at("/problem/type").asText()).isEqualTo("/problems/run-interrupted");
                assertThat(run.text()).startsWith(Answer.text(whole));
                assertThat(generations.path("started").asInt()).isEqualTo(1);
                return;
            }
        }
        assertThat(whole.getLast().type()).isEqualTo("completed");
        assertThat(Answer.text(whole)).isEqualTo(run.text());
        assertThat(generations.path("started").asInt()).isEqualTo(2);
        assertThat(generations.path("cancelled").asInt()).isEqualTo(1);
        assertThat(generations.path("finished").asInt()).isEqualTo(1);
    }

    private int owner() throws Exception {
        for (int number : Replicas.NUMBERS) {
            if (replicas.activeRuns(number) == 1) return number;
        }
        throw new AssertionError("no replica works on the run");
    }

    private static List<String> read(Caller caller, String id, String form) {
        return raw(events(caller, id, form));
    }

    private static String text(Caller caller, String id, String form) {
        return Answer.text(events(caller, id, form));
    }

    private static List<Answer.Event> events(Caller caller, String id, String form) {
        try (var answer = caller.follow(id, 0, Map.of("Accept", form))) {
            return answer.toTheEnd();
        }
    }

    private static List<String> readBySocket(Caller caller, String id) throws Exception {
        return raw(eventsBySocket(caller, id));
    }

    private static String textBySocket(Caller caller, String id) throws Exception {
        return Answer.text(eventsBySocket(caller, id));
    }

    private static List<Answer.Event> eventsBySocket(Caller caller, String id) throws Exception {
        try (var answer = SocketReader.attach(caller, id, 0)) {
            return answer.toTheEnd();
        }
    }

    private static List<String> raw(List<Answer.Event> events) {
        return events.stream().map(Answer.Event::raw).toList();
    }
}
