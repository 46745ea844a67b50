package io.triade.systemtests.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.triade.systemtests.Answer;
import io.triade.systemtests.Caller;
import io.triade.systemtests.SuiteExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each service in turn restarted while it is used, one process after the other: nobody who asks notices.
@ExtendWith(SuiteExtension.class)
class RollIT {
    private static final int STREAMS = Replicas.scale(40, 200);
    private static final int REQUESTS_A_SECOND = Replicas.scale(10, 50);
    private static final int WARM_UP = Replicas.scale(200, 4_000);

    /// Streams begin one after the other for so long, and the first process ends no sooner.
    private static final Duration RAMP = Duration.ofSeconds(Replicas.scale(1, 15));

    private static final Duration MIN_READY = Duration.ofSeconds(Replicas.scale(0, 10));

    private final Replicas replicas;
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger attachedAgain = new AtomicInteger();
    private final AtomicInteger handedOver = new AtomicInteger();

    RollIT(Replicas replicas) {
        this.replicas = replicas;
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-service", "prompt-service", "orchestration-service"})
    void noRequestFailsAndNoStreamIsCut(String service) throws Exception {
        // Given
        var caller = replicas.caller("ana");
        var over = new AtomicBoolean();
        var streams = new ArrayList<Future<Boolean>>();
        List<Future<Boolean>> requests = new CopyOnWriteArrayList<>();
        warmUp(caller);
        long began = System.nanoTime();

        // When
        try (var crowd = new Crowd(STREAMS + 1_000);
                var clock = Executors.newSingleThreadScheduledExecutor()) {
            for (int number = 0; number < STREAMS; number++) {
                // What takes longer than a process may take to stop is handed over.
                boolean longer = number % 4 == 0;
                Duration wait = RAMP.multipliedBy(number).dividedBy(STREAMS);
                streams.add(crowd.send(() -> {
                    Thread.sleep(wait);
                    while (!over.get()) readWhole(caller, service, longer);
                    return true;
                }));
            }
            var beat = clock.scheduleAtFixedRate(
                    () -> requests.add(crowd.send(() -> ask(caller))),
                    0,
                    1_000_000 / REQUESTS_A_SECOND,
                    TimeUnit.MICROSECONDS);
            Thread.sleep(RAMP);
            replicas.roll(service, MIN_READY);
            over.set(true);
            beat.cancel(false);

            // Then
            assertThat(Crowd.all(streams)).doesNotContain(false);
            assertThat(Crowd.all(requests)).doesNotContain(false);
        }
        System.out.printf(
                "roll: %s: %d streams whole, %d of them attached again, %d handed over; %d requests; %d ms%n",
                service,
                ended.get(),
                attachedAgain.get(),
                handedOver.get(),
                requests.size(),
                (System.nanoTime() - began) / 1_000_000);
    }

    @Test
    void whoWaitsForLongerThanAProcessMayTakeToStopIsToldWhereTheAnswerIs() throws Exception {
        // Given
        var run = EchoRun.of(50, 500);
        var first = replicas.callerAt(1, "ana");
        try (var crowd = new Crowd(1)) {
            var waiting = crowd.send(() -> first.start(run.body(), Map.of("Prefer", "wait=25")));
            await().until(() -> replicas.activeRuns(1) + replicas.activeRuns(2) > 0);

            // When
            replicas.roll("api-service-1", Duration.ZERO);

            // Then
            var reply = waiting.get();
            assertThat(reply.status()).as(reply.text()).isEqualTo(202);
            String id = reply.json().path("id").asText();
            assertThat(reply.header("location")).isEqualTo("/v1/runs/" + id);
            try (var answer = replicas.callerAt(2, "ana").follow(id, 0)) {
                assertThat(Answer.text(answer.toTheEnd())).isEqualTo(run.text());
            }
        }
    }

    private static void warmUp(Caller caller) throws Exception {
        try (var crowd = new Crowd(16)) {
            var requests = new ArrayList<Future<Boolean>>();
            for (int request = 0; request < WARM_UP; request++) requests.add(crowd.send(() -> ask(caller)));
            Crowd.all(requests);
        }
    }

    private void readWhole(Caller caller, String service, boolean longer) {
        // Many live streams must leave DynamoDB Local room for the requests: longer words, as long an answer.
        var run = longer ? EchoRun.of(60, 300) : EchoRun.of(Replicas.scale(60, 18), Replicas.scale(80, 500));
        List<Answer.Event> events;
        String id;
        try (var answer = caller.stream(run.body(), Map.of())) {
            id = answer.runId();
            events = new ArrayList<>(answer.toTheEnd());
        }
        while (!events.isEmpty() && events.getLast().type().equals("detached")) {
            assertThat(service).isEqualTo("api-service");
            var detached = events.removeLast();
            assertThat(detached.data().path("after").asInt()).isEqualTo(events.size());
            try (var answer = caller.follow(id, events.size())) {
                events.addAll(answer.toTheEnd());
            }
            attachedAgain.incrementAndGet();
        }
        Answer.assertWellFormed(events);
        assertThat(events.getLast().type()).as(events.getLast().raw()).isEqualTo("completed");
        assertThat(Answer.text(events)).isEqualTo(run.text());
        if (events.stream().anyMatch(event -> event.type().equals("interrupted"))) handedOver.incrementAndGet();
        ended.incrementAndGet();
    }

    private static boolean ask(Caller caller) throws Exception {
        var run = EchoRun.of(5, 0);
        var reply = caller.start(run.body(), Map.of());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().path("output").asText()).isEqualTo(run.text());
        return true;
    }
}
