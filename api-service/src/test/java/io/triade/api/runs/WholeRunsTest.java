package io.triade.api.runs;

import static io.triade.api.FakeTier.json;
import static io.triade.api.FakeTier.lost;
import static io.triade.api.FakeTier.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.subscription.Cancellable;
import io.triade.api.FakeTier;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.stopping.StoppingSoon;
import io.triade.defaults.streams.TierClient.Answer;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One document, waited for while what is behind the edge breaks.
@Timeout(30)
class WholeRunsTest {
    private static final String CANCEL = "{\"onDisconnect\":\"cancel\"}";

    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final CompletableFuture<Cancellable> asking = new CompletableFuture<>();
    private Edge edge;
    private FakeTier tier;

    @BeforeEach
    void open() throws Exception {
        edge = new Edge();
        tier = edge.tier;
    }

    @AfterEach
    void close() throws Exception {
        edge.close();
    }

    private void start(RunStart start, Duration wait) {
        edge.loop.runOnContext(_ -> asking.complete(
                edge.documents.start(start, wait).subscribe().with(answer::complete, answer::completeExceptionally)));
    }

    private ProblemException failure() throws Exception {
        try {
            throw new AssertionError("answered with " + answer.get(10, TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            return (ProblemException) failed.getCause();
        }
    }

    @Test
    void makesTheSameStartAgainUntilItIsAnswered() throws Exception {
        tier.plays(
                lost(),
                FakeTier.answer(502, "text/html", "<h1>bad gateway</h1>"),
                FakeTier.proxied(503, "overloaded"),
                exchange -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write("{\"id\":".getBytes(UTF_8));
                    throw new IOException("cut, as the test wants it");
                },
                json(202, "{}"));

        start(Edge.start("{}"), Duration.ofSeconds(3));

        assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(202);
        var first = tier.seen();
        for (int attempt = 0; attempt < 4; attempt++) {
            var again = tier.seen();
            assertThat(again.method() + again.uri() + again.body()).isEqualTo("POST/v1/runs{}");
            assertThat(again.headers().getFirst("x-run-id"))
                    .isEqualTo(first.headers().getFirst("x-run-id"));
            assertThat(again.headers().getFirst("idempotency-key")).isEqualTo("key-1");
        }
    }

    @Test
    void waitsOnlyForWhatIsLeftOfItsTime() throws Exception {
        // Given
        tier.plays(
                exchange -> {
                    sleep(600);
                    throw new IOException("lost, as the test wants it");
                },
                json(202, "{}"));

        // When
        start(Edge.start("{}"), Duration.ofSeconds(1));

        // Then
        answer.get(10, TimeUnit.SECONDS);
        assertThat(tier.seen().headers().getFirst("prefer")).isEqualTo("wait=1");
        assertThat(tier.seen().headers().getFirst("prefer")).isEqualTo("respond-async");
    }

    @Test
    void saysHowTheRunStandsWhereThisProcessStopsSooner() throws Exception {
        // Given
        tier.plays(exchange -> sleep(20_000), json(202, "{\"state\":\"running\"}"));
        start(Edge.start("{}"), Duration.ofSeconds(25));
        var waiting = tier.seen();

        // When
        edge.stopping.stop(new StoppingSoon());

        // Then
        assertThat(answer.get(10, TimeUnit.SECONDS).body().toString()).isEqualTo("{\"state\":\"running\"}");
        var asked = tier.seen();
        assertThat(asked.headers().getFirst("prefer")).isEqualTo("respond-async");
        assertThat(asked.headers().getFirst("x-run-id"))
                .isEqualTo(waiting.headers().getFirst("x-run-id"));
    }

    @Test
    void passesOnWhatTheTierSays() throws Exception {
        tier.plays(problem(503, "store-failed", "not now"), json(200, "{}"));

        start(Edge.start("{}"), Duration.ofSeconds(3));

        assertThat(failure().type()).isEqualTo(ProblemType.STORE_FAILED);
        assertThat(failure()).hasMessage("not now");
    }

    @Test
    void givesUpAndSaysThatTheRunMayHaveBegun() throws Exception {
        // Given
        tier.away();
        RunStart start = Edge.start("{}");

        // When
        start(start, Duration.ZERO);

        // Then
        assertThat(failure().type()).isEqualTo(ProblemType.UPSTREAM_FAILED);
        assertThat(failure()).hasMessageContaining("may have begun: look at /v1/runs/" + start.runId());
    }

    @Test
    void endsWithTheDeadlineOfItsCall() throws Exception {
        // Given
        tier.plays(exchange -> sleep(5_000));
        var call = Edge.call(Duration.ofMillis(400));

        // When
        start(RunStart.of(call, "/v1/runs", Buffer.buffer("{}"), null), Duration.ofSeconds(25));

        // Then
        assertThat(failure().type()).isEqualTo(ProblemType.DEADLINE_EXCEEDED);
    }

    @Test
    void cancelsTheRunOfACallerWhoLeavesUnseen() throws Exception {
        // Given
        tier.away();
        RunStart start = Edge.start(CANCEL);
        start(start, Duration.ofSeconds(20));
        Cancellable open = asking.get(5, TimeUnit.SECONDS);

        // When
        sleep(100);
        edge.loop.runOnContext(_ -> open.cancel());
        tier.plays(json(200, "{}"));
        tier.back();

        // Then
        var seen = tier.seen();
        assertThat(seen.method() + " " + seen.uri()).isEqualTo("DELETE /v1/runs/" + start.runId());
    }

    @Test
    void leavesItToTheTierToSeeACallerLeave() throws Exception {
        // Given
        var left = new CompletableFuture<Long>();
        tier.plays(FakeTier.silent("r_1", 0, left));
        start(Edge.start(CANCEL), Duration.ofSeconds(20));
        tier.seen();

        // When
        Cancellable open = asking.get(5, TimeUnit.SECONDS);
        edge.loop.runOnContext(_ -> open.cancel());

        // Then
        left.get(5, TimeUnit.SECONDS);
        assertThat(tier.wasAsked()).isFalse();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
