package io.triade.api.runs;

import static io.triade.api.FakeTier.COMPLETED;
import static io.triade.api.FakeTier.STARTED;
import static io.triade.api.FakeTier.cut;
import static io.triade.api.FakeTier.json;
import static io.triade.api.FakeTier.log;
import static io.triade.api.FakeTier.lost;
import static io.triade.api.FakeTier.problem;
import static io.triade.api.FakeTier.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.triade.api.FakeTier;
import io.triade.contracts.problems.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One run, read over connections that break in every way. Whatever happens, its reader sees each event once.
@Timeout(30)
class RunStreamTest {
    private static final String RUN = "r_01k0000000000000000000000a";
    private static final String EVENTS = "/v1/runs/" + RUN + "/events?after=";
    private static final List<String> WHOLE =
            List.of("1 " + STARTED, "2 " + text("a"), "3 " + text("b"), "4 " + text("c"), "5 " + COMPLETED);

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

    private Reader start() {
        return Reader.of(edge, head -> edge.streams.start(Edge.start("{}"), head));
    }

    private Reader follow(long after) {
        return Reader.of(edge, head -> edge.streams.follow(Edge.call(Duration.ofSeconds(20)), RUN, after, head));
    }

    @Test
    void goesOnAfterTheLastEventWhenAConnectionIsCut() throws Exception {
        tier.plays(
                cut(RUN, 0, STARTED, text("a")),
                cut(RUN, 2, text("b")),
                cut(RUN, 3),
                log(RUN, 3, text("c"), COMPLETED));

        Reader reader = start();

        assertThat(reader.whole()).isEqualTo(WHOLE);
        assertThat(tier.seen().uri()).isEqualTo("/v1/runs");
        assertThat(tier.seen().uri()).isEqualTo(EVENTS + 2);
        assertThat(tier.seen().uri()).isEqualTo(EVENTS + 3);
        assertThat(tier.seen().uri()).isEqualTo(EVENTS + 3);
        assertThat(reader.heads).hasSize(1);
        assertThat(edge.mended()).isEqualTo(3);
    }

    @Test
    void goesOnWhenTheTierEndsTheStreamBeforeItsRun() throws Exception {
        tier.plays(log(RUN, 0, STARTED, text("a")), log(RUN, 2, text("b"), text("c"), COMPLETED));

        assertThat(start().whole()).isEqualTo(WHOLE);
    }

    @Test
    void makesALostStartAgainAsTheSameStart() throws Exception {
        tier.plays(lost(), lost(), log(RUN, 0, STARTED, text("a"), text("b"), text("c"), COMPLETED));

        assertThat(start().whole()).isEqualTo(WHOLE);

        var first = tier.seen();
        var third = List.of(tier.seen(), tier.seen()).getLast();
        assertThat(first.headers().getFirst("x-run-id")).matches("r_[0-9a-z]{26}");
        assertThat(third.headers().getFirst("x-run-id"))
                .isEqualTo(first.headers().getFirst("x-run-id"));
        assertThat(third.headers().getFirst("idempotency-key")).isEqualTo("key-1");
        assertThat(third.method()).isEqualTo("POST");
        assertThat(third.body()).isEqualTo(first.body()).isEqualTo("{}");
    }

    @Test
    void waitsForATierThatIsAway() throws Exception {
        // Given
        tier.plays(log(RUN, 0, STARTED, text("a"), text("b"), text("c"), COMPLETED));
        tier.away();

        // When
        Reader reader = start();
        while (edge.mended() < 2) Thread.onSpinWait();
        tier.back();

        // Then
        assertThat(reader.whole()).isEqualTo(WHOLE);
    }

    @Test
    void showsNoEventTwice() throws Exception {
        tier.plays(
                cut(RUN, 0, STARTED, text("a"), text("b")),
                log(RUN, 0, STARTED, text("a"), text("b"), text("c"), COMPLETED));

        assertThat(start().whole()).isEqualTo(WHOLE);
    }

    @Test
    void readsAgainWhatAGapLeftOut() throws Exception {
        tier.plays(
                exchange -> {
                    exchange.getResponseHeaders().set("content-type", "text/event-stream");
                    exchange.getResponseHeaders().set("x-run-id", RUN);
                    byte[] gap = ("id: 1\ndata: " + STARTED + "\n\nid: 5\ndata: " + COMPLETED + "\n\n").getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, gap.length);
                    exchange.getResponseBody().write(gap);
                    exchange.close();
                },
                log(RUN, 1, text("a"), text("b"), text("c"), COMPLETED));

        assertThat(start().whole()).isEqualTo(WHOLE);
    }

    @Test
    void takesNothingElseForEvents() throws Exception {
        tier.plays(
                FakeTier.answer(200, "text/html", "<h1>hello</h1>"),
                FakeTier.answer(502, "text/html", "<h1>bad gateway</h1>"),
                FakeTier.proxied(502, "upstream-failed"),
                FakeTier.proxied(503, "overloaded"),
                cut(RUN, 0, STARTED),
                FakeTier.answer(200, "text/event-stream", "garbage\n\n"),
                log(RUN, 1, text("a"), text("b"), text("c"), COMPLETED));

        assertThat(start().whole()).isEqualTo(WHOLE);
    }

    @ParameterizedTest
    @CsvSource({
        "422, invalid-field",
        "429, model-throttled",
        "503, model-unavailable",
        "502, upstream-failed",
        "504, deadline-exceeded"
    })
    void passesOnWhatTheTierSaysToAStart(int status, String slug) throws Exception {
        tier.plays(problem(status, slug, "because"));

        var failure = start().failure();

        assertThat(failure.type().slug()).isEqualTo(slug);
        assertThat(failure).hasMessage("because");
        assertThat(edge.mended()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void triesAgainWhereAnAcceptedRunCannotBeReadJustNow(int status) throws Exception {
        tier.plays(
                cut(RUN, 0, STARTED, text("a")),
                problem(status, "overloaded", "not now"),
                log(RUN, 2, text("b"), text("c"), COMPLETED));

        assertThat(start().whole()).isEqualTo(WHOLE);
    }

    @Test
    void endsWhereTheRunIsGone() throws Exception {
        tier.plays(cut(RUN, 0, STARTED), problem(404, "not-found", "There is no such run."));

        Reader reader = start();

        assertThat(reader.failure().type()).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(reader.shown()).containsExactly("1 " + STARTED);
    }

    @Test
    void givesUpAStartThatNobodyAnswersAndSaysThatItMayHaveBegun() throws Exception {
        // Given
        tier.away();
        long began = System.nanoTime();

        // When
        var failure = start().failure();

        // Then
        assertThat(failure.type()).isEqualTo(ProblemType.UPSTREAM_FAILED);
        assertThat(failure.getMessage()).containsPattern("may have begun: look at /v1/runs/r_[0-9a-z]{26} ");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Edge.PATIENCE, Edge.PATIENCE.multipliedBy(3));
    }

    @Test
    void triesAnAcceptedRunAgainUntilTheDeadlineOfItsCaller() throws Exception {
        // Given
        tier.plays(cut(RUN, 0, STARTED), lost());
        var call = Edge.call(Edge.PATIENCE.multipliedBy(2));
        long began = System.nanoTime();

        // When
        Reader reader = Reader.of(edge, head -> edge.streams.follow(call, RUN, 0, head));

        // Then
        assertThat(reader.failure().type()).isEqualTo(ProblemType.DEADLINE_EXCEEDED);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Edge.PATIENCE);
        assertThat(reader.shown()).containsExactly("1 " + STARTED);
    }

    @Test
    void endsEmptyForAReaderWhoHasEverything() throws Exception {
        tier.plays(log(RUN, 5), json(200, run("succeeded", 5)));

        assertThat(follow(5).whole()).isEmpty();

        assertThat(tier.seen().uri()).isEqualTo(EVENTS + 5);
        assertThat(tier.seen().uri()).isEqualTo("/v1/runs/" + RUN);
    }

    @Test
    void isNotDeceivedByAnEmptyStreamOfARunThatGoesOn() throws Exception {
        tier.plays(
                log(RUN, 3),
                json(200, run("running", 3)),
                log(RUN, 3),
                lost(),
                log(RUN, 3),
                json(200, run("succeeded", 5)),
                log(RUN, 3, text("c"), COMPLETED));

        assertThat(follow(3).whole()).isEqualTo(WHOLE.subList(3, 5));
    }

    @Test
    void followsTheRunThatAnEarlierStartHadMade() throws Exception {
        tier.plays(cut(RUN, 0, STARTED, text("a")), log(RUN, 2, text("b"), text("c"), COMPLETED));

        Reader reader = start();

        assertThat(reader.whole()).isEqualTo(WHOLE);
        assertThat(reader.heads).containsExactly(new RunHead(RUN, true));
        assertThat(List.of(tier.seen(), tier.seen()).getLast().uri()).isEqualTo(EVENTS + 2);
    }

    @Test
    void hangsUpOnTheTierWithItsReader() throws Exception {
        // Given
        var left = new CompletableFuture<Long>();
        tier.plays(FakeTier.silent(RUN, 0, left, STARTED));

        // When
        Reader reader =
                Reader.of(edge, 1, head -> edge.streams.start(Edge.start("{\"onDisconnect\":\"cancel\"}"), head));
        reader.awaitHungUp();
        long hungUp = System.nanoTime();

        // Then
        assertThat(left.get(5, TimeUnit.SECONDS) - hungUp).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
        tier.seen();
        assertThat(tier.wasAsked()).as("the tier saw it itself").isFalse();
    }

    @Test
    void cancelsTheRunOfACallerWhoLeavesUnseen() throws Exception {
        // Given
        var left = new CompletableFuture<Long>();
        tier.plays(
                cut(RUN, 0, STARTED), FakeTier.silent(RUN, 1, left, text("a")), lost(), json(200, run("cancelled", 3)));

        // When
        Reader reader =
                Reader.of(edge, 2, head -> edge.streams.start(Edge.start("{\"onDisconnect\":\"cancel\"}"), head));
        reader.awaitHungUp();

        // Then
        left.get(5, TimeUnit.SECONDS);
        List.of(tier.seen(), tier.seen());
        for (int attempt = 0; attempt < 2; attempt++) {
            var cancel = tier.seen();
            assertThat(cancel.method()).isEqualTo("DELETE");
            assertThat(cancel.uri()).isEqualTo("/v1/runs/" + RUN);
        }
    }

    @Test
    void cancelsTheRunOfACallerWhoLeavesWhileTheTierIsAway() throws Exception {
        // Given
        tier.away();
        Reader reader = Reader.of(edge, head -> edge.streams.start(Edge.start("{\"onDisconnect\":\"cancel\"}"), head));
        while (edge.mended() < 2) Thread.onSpinWait();

        // When
        reader.hangUp();
        tier.plays(json(200, run("cancelled", 3)));
        tier.back();

        // Then
        assertThat(tier.seen().method()).isEqualTo("DELETE");
    }

    @Test
    void cancelsNothingWhereAStartWasRefused() throws Exception {
        tier.plays(problem(429, "model-throttled", "Busy."));

        Reader reader = Reader.of(edge, head -> edge.streams.start(Edge.start("{\"onDisconnect\":\"cancel\"}"), head));

        assertThat(reader.failure().type()).isEqualTo(ProblemType.MODEL_THROTTLED);
        assertThat(tier.seen().method()).isEqualTo("POST");
        assertThat(tier.wasAsked()).isFalse();
    }

    @Test
    void leavesARunAloneThatIsToGoOn() throws Exception {
        // Given
        var left = new CompletableFuture<Long>();
        tier.plays(cut(RUN, 0, STARTED), FakeTier.silent(RUN, 1, left, text("a")), json(500, "{}"));

        // When
        Reader.of(edge, 2, head -> edge.streams.start(Edge.start("{\"onDisconnect\":\"continue\"}"), head))
                .awaitHungUp();
        left.get(5, TimeUnit.SECONDS);
        Reader.of(edge, 1, head -> edge.streams.follow(Edge.call(Duration.ofSeconds(9)), RUN, 0, head));

        // Then
        assertThat(List.of(
                        tier.seen().method(), tier.seen().method(), tier.seen().method()))
                .containsExactly("POST", "GET", "GET");
    }

    private static String run(String state, int lastOffset) {
        return """
                {"id":"%s","state":"%s","output":"","lastOffset":%d,"attempts":1,"onDisconnect":"continue",\
                "onInterruption":"continue","createdAt":"2026-11-25T12:00:00Z","of-a-newer-release":1}""".formatted(RUN, state, lastOffset);
    }
}
