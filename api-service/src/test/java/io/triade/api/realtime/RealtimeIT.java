package io.triade.api.realtime;

import static io.triade.api.FakeTier.STARTED;
import static io.triade.api.FakeTier.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import io.triade.api.RawSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The protocol `triade.v1`, against a tier that does as it is told.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class RealtimeIT {
    private static final String RUN = "r_01hzzzzzzzzzzzzzzzzzzzzzzz";
    private static final String COMPLETED = "{\"type\":\"completed\",\"stopReason\":\"end_turn\"}";
    private static final String START = """
            {"type":"start","ref":"%s","run":{"messages":[{"role":"user","content":[{"text":"hi"}]}]}}""";

    FakeIssuer issuer;
    FakeTier tier;

    private RawSocket open() throws IOException {
        return open(issuer.token());
    }

    private static RawSocket open(String token) throws IOException {
        var socket = RawSocket.handshake(
                Client.base().getPort(), "/v1/realtime", Map.of("Authorization", "Bearer " + token));
        assertThat(socket.next().path("type").asText()).isEqualTo("ready");
        return socket;
    }

    private static OutputStream begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private static void event(OutputStream out, long offset, String event) throws IOException {
        out.write(("id: " + offset + "\ndata: " + event + "\n\n").getBytes(UTF_8));
        out.flush();
    }

    @Test
    void startsARunAndPassesItsEventsOnByteForByte() throws IOException {
        tier.plays(FakeTier.events(STARTED, text("Olá \\n \\\"x\\\" 😀"), COMPLETED));
        try (var socket = open()) {
            socket.say(START.formatted("a \\\"b\\\""));

            var accepted = socket.next();
            assertThat(accepted.path("runId").asText()).matches("r_[0-9a-z]{26}");
            assertThat(accepted)
                    .hasToString("{\"type\":\"accepted\",\"ref\":\"a \\\"b\\\"\",\"runId\":\""
                            + accepted.path("runId").asText() + "\",\"replayed\":false}");
            assertThat(socket.read().text())
                    .isEqualTo("{\"type\":\"event\",\"ref\":\"a \\\"b\\\"\",\"offset\":1,\"event\":" + STARTED + "}");
            assertThat(socket.read().text()).endsWith("\"event\":" + text("Olá \\n \\\"x\\\" 😀") + "}");
            assertThat(socket.read().text()).contains("\"offset\":3").endsWith("\"event\":" + COMPLETED + "}");
            assertThat(socket.read().text()).isEqualTo("{\"type\":\"ended\",\"ref\":\"a \\\"b\\\"\"}");
        }
        var seen = tier.seen();
        assertThat(seen.method() + " " + seen.uri()).isEqualTo("POST /v1/runs");
        assertThat(seen.body()).isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}");
    }

    @Test
    void startsATurnWithAKeyAndATrace() throws IOException {
        tier.plays(exchange -> {
            exchange.getResponseHeaders().set("x-run-id", RUN);
            FakeTier.events(STARTED, COMPLETED).play(exchange);
        });
        try (var socket = open()) {
            socket.say("""
                    {"type":"start","ref":"a","sessionId":"s_1","turn":{"text":"é"},"idempotencyKey":"k-1",
                    "traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}""");

            assertThat(socket.next("accepted"))
                    .hasToString("{\"type\":\"accepted\",\"ref\":\"a\",\"runId\":\"" + RUN + "\",\"replayed\":true}");
            socket.next("ended");
        }
        var seen = tier.seen();
        assertThat(seen.method() + " " + seen.uri()).isEqualTo("POST /v1/sessions/s_1/turns");
        assertThat(seen.body()).isEqualTo("{\"text\":\"é\"}");
        assertThat(seen.headers().getFirst("idempotency-key")).isEqualTo("k-1");
        assertThat(seen.headers().getFirst("traceparent")).contains("0af7651916cd43dd8448eb211c80319c");
        assertThat(seen.headers().getFirst("authorization")).startsWith("Bearer ");
    }

    @Test
    void attachesAfterAnOffset() throws IOException {
        tier.plays(exchange -> {
            try (exchange) {
                event(begin(exchange), 8, COMPLETED);
            }
        });
        try (var socket = open()) {
            socket.say("{\"type\":\"attach\",\"ref\":\"a\",\"runId\":\"" + RUN + "\",\"after\":7}");

            assertThat(socket.next("accepted").path("runId").asText()).isEqualTo(RUN);
            assertThat(socket.next("event").path("offset").asInt()).isEqualTo(8);
            socket.next("ended");
        }
        var seen = tier.seen();
        assertThat(seen.method() + " " + seen.uri()).isEqualTo("GET /v1/runs/" + RUN + "/events?after=7");
    }

    @Test
    void saysWhatTheTierRefusedAndFreesTheRef() throws IOException {
        try (var socket = open()) {
            tier.plays(FakeTier.problem(429, "model-throttled", "slow down"));
            socket.say(START.formatted("a"));
            var refused = socket.next("error");
            tier.plays(FakeTier.events(STARTED, COMPLETED));
            socket.say(START.formatted("a"));

            assertThat(refused.path("ref").asText()).isEqualTo("a");
            assertThat(refused.at("/problem/type").asText()).isEqualTo("/problems/model-throttled");
            assertThat(refused.at("/problem/traceId").asText()).hasSize(32);
            socket.next("ended");
        }
    }

    @Test
    void keepsConversationsApartAndBoundsThem() throws Exception {
        var goOn = new CountDownLatch(1);
        tier.plays(exchange -> {
            OutputStream out = begin(exchange);
            try (exchange) {
                event(out, 1, STARTED);
                goOn.await(10, TimeUnit.SECONDS);
                event(out, 2, COMPLETED);
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
        });
        try (var socket = open()) {
            // Given
            for (int i = 0; i < 100; i++) socket.say(START.formatted("r" + i));
            for (int i = 0; i < 100; i++) socket.next("event");

            // When
            socket.say(START.formatted("r7"));
            var taken = socket.next("error");
            socket.say(START.formatted("r100"));
            var full = socket.next("error");
            goOn.countDown();

            // Then
            assertThat(taken.at("/problem/type").asText()).isEqualTo("/problems/conflict");
            assertThat(full.path("ref").asText()).isEqualTo("r100");
            assertThat(full.at("/problem/type").asText()).isEqualTo("/problems/rate-limited");
            for (int i = 0; i < 100; i++) socket.next("ended");
            socket.say(START.formatted("r7"));
            socket.next("accepted");
        }
    }

    @Test
    void leavesTheRunWhenItIsToldToDetach() throws Exception {
        var left = new CompletableFuture<Long>();
        tier.plays(FakeTier.endless(Duration.ofMillis(5), left));
        try (var socket = open()) {
            // Given
            socket.say(START.formatted("a"));
            for (int i = 0; i < 3; i++) socket.next("event");

            // When
            socket.say("{\"type\":\"detach\",\"ref\":\"a\"}");
            var detached = socket.next("detached");
            socket.say("{\"type\":\"ping\",\"ref\":\"after\"}");

            // Then
            assertThat(detached.path("after").asInt()).isGreaterThanOrEqualTo(3);
            assertThat(detached.has("problem")).isFalse();
            assertThat(socket.next().path("type").asText()).isEqualTo("pong");
            left.get(5, TimeUnit.SECONDS);
            socket.say("{\"type\":\"detach\",\"ref\":\"a\"}");
            assertThat(socket.next("error").at("/problem/type").asText()).isEqualTo("/problems/not-found");
        }
    }

    @Test
    void leavesEverythingWhenTheClientIsGone() throws Exception {
        // Given
        var left = new CompletableFuture<Long>();
        tier.plays(FakeTier.endless(Duration.ofMillis(5), left));
        var socket = open();
        socket.say(START.formatted("a"));
        socket.next("event");

        // When
        long gone = System.nanoTime();
        socket.close();

        // Then
        assertThat(left.get(5, TimeUnit.SECONDS) - gone).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
    }

    @Test
    void mendsABrokenStreamBehindTheEdgeUnseen() throws IOException {
        tier.plays(halfThen(exchange -> {
            try (exchange) {
                event(begin(exchange), 3, COMPLETED);
            }
        }));
        try (var socket = open()) {
            socket.say(START.formatted("a"));

            socket.next("accepted");
            for (int i = 1; i <= 3; i++)
                assertThat(socket.next().path("offset").asInt()).isEqualTo(i);
            assertThat(socket.next().path("type").asText()).isEqualTo("ended");
        }
    }

    @Test
    void detachesWhereTheRestCannotBeHad() throws IOException {
        tier.plays(halfThen(FakeTier.problem(404, "not-found", "no such run")));
        try (var socket = open()) {
            socket.say("{\"type\":\"attach\",\"ref\":\"a\",\"runId\":\"" + RUN + "\"}");

            var detached = socket.next("detached");
            assertThat(detached.path("after").asInt()).isEqualTo(2);
            assertThat(detached.at("/problem/type").asText()).isEqualTo("/problems/not-found");
        }
    }

    /// Two events and a cut connection, and something else for whoever comes back.
    private static FakeTier.Part halfThen(FakeTier.Part rest) {
        var first = new AtomicBoolean(true);
        return exchange -> {
            if (!first.getAndSet(false)) {
                rest.play(exchange);
                return;
            }
            OutputStream out = begin(exchange);
            event(out, 1, STARTED);
            event(out, 2, text("half"));
            throw new IOException("cut");
        };
    }

    @Test
    void cancelsARun() throws IOException {
        tier.plays(FakeTier.json(200, """
                {"id":"%s","state":"cancelled","output":"","lastOffset":3,"attempts":1,"onDisconnect":"continue",
                "onInterruption":"continue","createdAt":"2026-11-24T00:00:00Z"}""".formatted(RUN)));
        try (var socket = open()) {
            socket.say("{\"type\":\"cancel\",\"ref\":\"c\",\"runId\":\"" + RUN + "\"}");

            assertThat(socket.next("cancelled").path("state").asText()).isEqualTo("cancelled");
        }
        var seen = tier.seen();
        assertThat(seen.method() + " " + seen.uri()).isEqualTo("DELETE /v1/runs/" + RUN);
    }

    @Test
    void hearsAndSpeaksOnChannels() throws IOException {
        try (var socket = open()) {
            // Given
            tier.plays(exchange -> {
                exchange.getResponseHeaders().set("content-type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                try (exchange) {
                    exchange.getResponseBody()
                            .write(": \n\ndata: {\"channel\":\"shared:x\",\"data\":{\"n\":1.50},\"from\":\"bob\"}\n\n"
                                    .getBytes(UTF_8));
                    exchange.getResponseBody().flush();
                    Thread.sleep(50);
                } catch (InterruptedException stopped) {
                    throw new IOException(stopped);
                }
            });

            // When
            socket.say("{\"type\":\"subscribe\",\"ref\":\"s\",\"channel\":\"shared:x\",\"filter\":{\"k\":[\"a b\"]}}");

            // Then
            assertThat(socket.next().path("type").asText()).isEqualTo("subscribed");
            assertThat(socket.read().text())
                    .isEqualTo("{\"type\":\"message\",\"ref\":\"s\",\"channel\":\"shared:x\",\"data\":{\"n\":1.50},"
                            + "\"from\":\"bob\"}");
            assertThat(tier.seen().uri())
                    .isEqualTo("/v1/channels/shared:x/messages?filter=%7B%22k%22%3A%5B%22a+b%22%5D%7D");
            // The tier ended it: it is made again, and that is said.
            assertThat(socket.next().path("type").asText()).isEqualTo("subscribed");
            socket.say("{\"type\":\"unsubscribe\",\"ref\":\"s\"}");
            socket.next("ended");
            tier.plays(FakeTier.answer(202, "application/json", "{}"));
            socket.say("{\"type\":\"publish\",\"ref\":\"p\",\"channel\":\"me:x\",\"data\":[1,{\"a\":null}]}");
            assertThat(socket.next("published").path("ref").asText()).isEqualTo("p");
            assertThat(tier.seen().body()).isEqualTo("{\"data\":[1,{\"a\":null}]}");
        }
    }

    @Test
    void refusesASubscriptionThatIsForbidden() throws IOException {
        tier.plays(FakeTier.problem(403, "forbidden", "not yours"));
        try (var socket = open()) {
            socket.say("{\"type\":\"subscribe\",\"ref\":\"s\",\"channel\":\"session:s_9\"}");

            var refused = socket.next("error");
            assertThat(refused.path("ref").asText()).isEqualTo("s");
            assertThat(refused.at("/problem/type").asText()).isEqualTo("/problems/forbidden");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                              | malformed-body |",
                "[]                                             | malformed-body |",
                "{\"a\":1}{}                                    | malformed-body |",
                "{\"a\":1,\"a\":2}                              | malformed-body |",
                "{\"ref\":\"x\"}                                | invalid-field  | x",
                "{\"type\":\"fly\",\"ref\":\"x\"}               | invalid-field  | x",
                "{\"type\":\"ping\",\"ref\":\"\"}               | invalid-field  |",
                "{\"type\":\"ping\",\"ref\":7}                  | invalid-field  |",
                "{\"type\":\"ping\",\"reff\":\"x\"}             | invalid-field  |",
                "{\"type\":\"start\",\"ref\":\"x\"}             | invalid-field  | x",
                "{\"type\":\"start\",\"ref\":\"x\",\"run\":{},\"turn\":{}} | invalid-field | x",
                "{\"type\":\"start\",\"ref\":\"x\",\"sessionId\":\"../a\",\"turn\":{}} | invalid-field | x",
                "{\"type\":\"attach\",\"ref\":\"x\",\"runId\":\"r_1\"}     | invalid-field | x",
                "{\"type\":\"attach\",\"ref\":\"x\",\"runId\":\"r_01hzzzzzzzzzzzzzzzzzzzzzzz\",\"after\":-1}| invalid-field | x",
                "{\"type\":\"subscribe\",\"ref\":\"x\",\"channel\":\"shared:a/../b\"} | invalid-field | x",
                "{\"type\":\"subscribe\",\"ref\":\"x\",\"channel\":\"me:a\",\"filter\":[]} | invalid-field | x",
                "{\"type\":\"publish\",\"ref\":\"x\",\"channel\":\"me:a\"} | invalid-field | x",
            })
    void answersNonsenseWithAnErrorAndGoesOn(String text, String slug, String ref) throws IOException {
        try (var socket = open()) {
            socket.say(text);
            var refused = socket.next();
            socket.say("{\"type\":\"ping\"}");

            assertThat(refused.path("type").asText()).isEqualTo("error");
            assertThat(refused.at("/problem/type").asText()).isEqualTo("/problems/" + slug);
            assertThat(refused.path("ref").asText()).isEqualTo(ref == null ? "" : ref);
            assertThat(socket.next()).hasToString("{\"type\":\"pong\"}");
        }
    }

    @Test
    void closesAfterTooMuchNonsense() throws IOException {
        try (var socket = open()) {
            for (int i = 0; i < 9; i++) socket.say("nonsense");
            socket.say("{\"type\":\"ping\"}");
            for (int i = 0; i < 10; i++) socket.say("nonsense");

            socket.next("pong");
            for (int i = 0; i < 10; i++) socket.next("error");
            assertThat(socket.closing().code()).isEqualTo(1008);
        }
    }

    @Test
    void takesANewTokenOfTheSameCallerOnly() throws Exception {
        var claims = issuer.claims();
        claims.setExpirationTimeMinutesInTheFuture(60);
        var stranger = issuer.claims();
        stranger.setSubject("bob");
        var elsewhere = issuer.claims();
        elsewhere.setStringClaim("tenant", "globex");
        var expired = issuer.claims();
        expired.setExpirationTimeMinutesInTheFuture(-10);
        try (var socket = open()) {
            socket.say(authenticate(issuer.sign(claims)));
            var renewed = socket.next("ready");
            socket.say(authenticate(issuer.sign(stranger)));
            var other = socket.next("error");
            socket.say(authenticate(issuer.sign(elsewhere)));
            var foreign = socket.next("error");
            socket.say(authenticate(issuer.sign(expired)));
            var late = socket.next("error");
            socket.say("{\"type\":\"ping\"}");

            assertThat(renewed.path("expiresInSeconds").asInt()).isGreaterThan(3_000);
            assertThat(other.at("/problem/type").asText()).isEqualTo("/problems/forbidden");
            assertThat(foreign.at("/problem/type").asText()).isEqualTo("/problems/forbidden");
            assertThat(late.at("/problem/type").asText()).isEqualTo("/problems/token-expired");
            socket.next("pong");
        }
    }

    @Test
    void takesATokenOfAnotherIssuerInAMessage() throws IOException {
        try (var socket = RawSocket.handshake(Client.base().getPort(), "/v1/realtime", Map.of())) {
            var claims = issuers.second().claims();

            socket.say(authenticate(issuers.stranger().token()));
            socket.next("error");
            assertThat(socket.closing().code()).isEqualTo(4401);
            try (var second = RawSocket.handshake(Client.base().getPort(), "/v1/realtime", Map.of())) {
                second.say(authenticate(issuers.second().sign(claims)));
                second.next("ready");
            }
        }
    }

    Neighbours.Issuers issuers;

    private static String authenticate(String token) {
        return "{\"type\":\"authenticate\",\"token\":\"" + token + "\"}";
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void readsNoFurtherThanItsReaderAndLosesNothing(int runs) throws Exception {
        // Given
        var written = new AtomicInteger();
        int events = 40_000;
        String padding = "x".repeat(1_000);
        tier.plays(exchange -> {
            OutputStream out = begin(exchange);
            try (exchange) {
                for (int i = 1; i < events; i++) {
                    event(out, i, text(padding));
                    written.incrementAndGet();
                }
                event(out, events, COMPLETED);
            } catch (IOException gone) {
                written.decrementAndGet();
            }
        });
        try (var slow = open();
                var other = open()) {
            // When
            for (int i = 0; i < runs; i++) slow.say(START.formatted("r" + i));
            int stopped = stable(written);

            // Then
            assertThat(stopped).isLessThan(runs * events / 2);
            other.say("{\"type\":\"ping\"}");
            other.next("pong");
            if (runs > 1) return;
            slow.next("accepted");
            for (int i = 1; i <= events; i++) {
                assertThat(slow.next("event").path("offset").asInt()).isEqualTo(i);
            }
            slow.next("ended");
        }
    }

    /// The count once it has not changed for a while.
    private static int stable(AtomicInteger count) throws InterruptedException {
        int before = -1;
        for (int same = 0; same < 10; ) {
            Thread.sleep(50);
            int now = count.get();
            same = now > 0 && now == before ? same + 1 : 0;
            before = now;
        }
        return before;
    }
}
