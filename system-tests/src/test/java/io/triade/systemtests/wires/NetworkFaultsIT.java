package io.triade.systemtests.wires;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.triade.systemtests.Caller;
import io.triade.systemtests.SuiteExtension;
import io.triade.systemtests.runs.Crowd;
import io.triade.systemtests.runs.EchoRun;
import io.triade.systemtests.wires.Wired.Between;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Wires that break, each in every way: whoever asks meanwhile gets an answer or is told, in time; afterwards all is
/// well again.
@ExtendWith(SuiteExtension.class)
class NetworkFaultsIT {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration WELL_AGAIN = Duration.ofSeconds(10);

    private final Wired wired;

    NetworkFaultsIT(Wired wired) {
        this.wired = wired;
    }

    @AfterEach
    void mend() {
        for (Between between : Between.values()) wired.wire(between).mend();
    }

    static Stream<Arguments> faults() {
        return Stream.of(Between.values())
                .flatMap(between -> Stream.of(Fault.values())
                        .flatMap(
                                fault -> Stream.of("warm", "fresh").map(which -> Arguments.of(between, fault, which))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("faults")
    void isDeclaredOrSurvivedInTimeAndWellAgainSoon(Between between, Fault fault, String which) throws Exception {
        // Given
        var caller = wired.outside("ana");
        assertWell(caller);
        var probe = new Probe(caller, DEADLINE.toMillis());
        var wire = wired.wire(between);
        var seen = new LinkedHashMap<String, Future<Probe.Seen>>();
        try (var crowd = new Crowd(10)) {
            var open = EchoRun.of(40, 50);
            var live = caller.stream(open.body(), Map.of("x-timeout-ms", "2500"));
            var begun = live.next(2);

            // When
            if (which.equals("warm")) wire.disturbWarm(fault);
            else wire.disturbFresh(fault);
            seen.put("open stream", crowd.send(() -> probe.read(live, begun, open)));
            seen.put("document", crowd.send(() -> probe.document(EchoRun.of(5, 10))));
            seen.put("stream", crowd.send(() -> probe.stream(EchoRun.of(20, 20))));
            seen.put("completion", crowd.send(() -> probe.completion(EchoRun.of(20, 20))));

            // Then
            var line = new StringBuilder();
            for (var one : seen.entrySet())
                line.append(" | ").append(one.getKey()).append(": ").append(known(one, between));
            System.out.printf("wires: %s %s %s%s%n", between, fault, which, line);
        }
        wire.mend();
        long mended = System.nanoTime();
        await().atMost(WELL_AGAIN).ignoreExceptions().untilAsserted(() -> assertWell(caller));
        System.out.printf("wires: well again after %d ms%n", (System.nanoTime() - mended) / 1_000_000);
    }

    /// What one caller knows when its time is over.
    private static String known(Map.Entry<String, Future<Probe.Seen>> one, Between between) throws Exception {
        boolean callersOwn = between == Between.CALLER_AND_API;
        try {
            var seen = one.getValue().get(DEADLINE.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            switch (seen) {
                case Probe.Seen.Whole _, Probe.Seen.Declared _ -> {}
                case Probe.Seen.Broken _ ->
                    assertThat(callersOwn).as("%s: %s", one.getKey(), seen).isTrue();
                case Probe.Seen.Wrong _ -> throw new AssertionError(one.getKey() + ": " + seen);
            }
            return seen.toString();
        } catch (TimeoutException late) {
            assertThat(callersOwn).as("%s: no word in time", one.getKey()).isTrue();
            return "nothing yet";
        }
    }

    private static void assertWell(Caller caller) throws Exception {
        var run = EchoRun.of(3, 0);
        var reply = caller.start(run.body(), Map.of("x-timeout-ms", "5000"));
        assertThat(reply.json().path("output").asText()).as(reply.text()).isEqualTo(run.text());
    }
}
