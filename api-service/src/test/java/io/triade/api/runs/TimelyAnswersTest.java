package io.triade.api.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TimelyAnswersTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Principal ANA = new Principal("acme", "ana", Set.of(), Set.of(), Set.of());
    private static final Vertx VERTX = Vertx.vertx();

    private final TimelyAnswers answers = new TimelyAnswers(VERTX);

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void saysOfARunThatGoesOnWhereItIsWhenTheCallersTimeIsOver() throws InterruptedException {
        var left = new CountDownLatch(1);
        Uni<String> late = answers.inTime(start("continue", 50), _ -> {}, head -> {
            head.accept(new RunHead("r_earlier", true));
            return Uni.createFrom().<String>nothing().onCancellation().invoke(left::countDown);
        });

        assertThatThrownBy(() -> late.await().atMost(SOON))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.DEADLINE_EXCEEDED))
                .hasMessageContaining("Run r_earlier goes on: look at /v1/runs/r_earlier.");
        assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void saysOfARunThatEndsWithItsCallerThatItIsCancelled() {
        RunStart start = start("cancel", 50);
        Uni<String> late = answers.inTime(start, _ -> {}, _ -> Uni.createFrom().nothing());

        assertThatThrownBy(() -> late.await().atMost(SOON))
                .hasMessageContaining("Run " + start.runId() + " is cancelled");
    }

    @Test
    void passesOnAnAnswerThatComesInTime() {
        assertThat(answers.inTime(
                                start("cancel", 60_000),
                                _ -> {},
                                _ -> Uni.createFrom().item("answer"))
                        .await()
                        .atMost(SOON))
                .isEqualTo("answer");
    }

    private static RunStart start(String onDisconnect, long millis) {
        var call = new Call(ANA, "0a", Instant.now().plusMillis(millis));
        String body = "{\"onDisconnect\":\"%s\"}".formatted(onDisconnect);
        return RunStart.of(call, "/v1/runs", Buffer.buffer(body), null);
    }
}
