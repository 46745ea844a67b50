package io.triade.api.runs;

import static io.triade.api.FakeTier.COMPLETED;
import static io.triade.api.FakeTier.STARTED;
import static io.triade.api.FakeTier.cut;
import static io.triade.api.FakeTier.log;
import static io.triade.api.FakeTier.lost;
import static io.triade.api.FakeTier.silent;
import static io.triade.api.FakeTier.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs as their callers see them, while what is behind the edge breaks.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class RunIT {
    private static final String RUNS = "/v1/runs";
    private static final String RUN = "r_01k0000000000000000000000a";
    private static final String LINES = "application/x-ndjson";
    private static final String EVENTS = "text/event-stream";

    FakeIssuer issuer;
    FakeTier tier;

    private HttpRequest.Builder start(String accept) {
        return Client.request(RUNS, issuer.token())
                .header("accept", accept)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"messages\":[]}"));
    }

    private HttpRequest.Builder follow(String path) {
        return Client.request(RUNS + "/" + RUN + "/events" + path, issuer.token())
                .header("accept", EVENTS);
    }

    private static String all(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body()) {
            return new String(body.readAllBytes(), UTF_8);
        }
    }

    @Test
    void answersWithTheDocumentOfARunThatHasEnded() {
        // Given
        tier.plays(document(200, "succeeded"));

        // When
        var answer = Client.send(start("application/json").header("idempotency-key", "k-1"));

        // Then
        var seen = tier.seen();
        String id = seen.headers().getFirst("x-run-id");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("state").asText()).isEqualTo("succeeded");
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("location")).isEqualTo(RUNS + "/" + id);
        assertThat(answer.header("x-run-id")).isEqualTo(id).matches("r_[0-9a-z]{26}");
        assertThat(answer.raw().headers().map())
                .doesNotContainKeys("preference-applied", "retry-after", "idempotency-replayed");
        assertThat(seen.headers().getFirst("prefer")).isEqualTo("wait=25");
        assertThat(seen.headers().getFirst("accept")).isEqualTo("application/json");
        assertThat(seen.headers().getFirst("idempotency-key")).isEqualTo("k-1");
        assertThat(seen.body()).isEqualTo("{\"messages\":[]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            respond-async         |       | respond-async | respond-async
            wait=3                |       | wait=3        | wait=3
            respond-async, wait=3 |       | wait=3        | respond-async, wait=3
            wait=300              |       | wait=25       | wait=25
            wait=300              | 90000 | wait=89       | wait=89
            handling=lenient      |       | wait=25       |
            """)
    void saysWhereToLookForARunThatGoesOn(String prefer, String timeout, String told, String applied) {
        // Given
        tier.plays(document(202, "running"));
        var request = start("application/json").header("prefer", prefer);
        if (timeout != null) request.header("x-timeout-ms", timeout);

        // When
        var answer = Client.send(request);

        // Then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("location")).startsWith(RUNS + "/r_");
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.header("preference-applied")).isEqualTo(applied == null ? "" : applied);
        assertThat(tier.seen().headers().getFirst("prefer")).isEqualTo(told);
    }

    @Test
    void saysThatAnEarlierStartIsAnswered() throws IOException {
        tier.plays(
                exchange -> {
                    exchange.getResponseHeaders().set("x-run-id", RUN);
                    document(200, "succeeded").play(exchange);
                },
                log(RUN, 0, STARTED, COMPLETED));

        var document = Client.send(start("application/json"));
        var events = Client.open(start(EVENTS));

        assertThat(document.header("idempotency-replayed")).isEqualTo("true");
        assertThat(document.header("location")).isEqualTo(RUNS + "/" + RUN);
        assertThat(all(events)).contains("completed");
        assertThat(events.headers().firstValue("idempotency-replayed")).hasValue("true");
        assertThat(events.headers().firstValue("location")).hasValue(RUNS + "/" + RUN);
        assertThat(events.headers().firstValue("x-run-id")).hasValue(RUN);
    }

    @Test
    void makesALostStartAgainForOneDocument() {
        tier.plays(lost(), FakeTier.answer(503, "text/html", "proxy"), document(200, "succeeded"));

        var answer = Client.send(start("application/json").header("idempotency-key", "k-1"));

        assertThat(answer.status()).isEqualTo(200);
        var first = tier.seen();
        tier.seen();
        var third = tier.seen();
        assertThat(third.method()).isEqualTo("POST");
        assertThat(third.headers().getFirst("x-run-id"))
                .isEqualTo(first.headers().getFirst("x-run-id"))
                .isEqualTo(answer.header("x-run-id"));
        assertThat(third.headers().getFirst("idempotency-key")).isEqualTo("k-1");
    }

    @Test
    void passesOnTheSameBytesOverBrokenConnections() throws IOException {
        tier.plays(
                lost(),
                cut(RUN, 0, STARTED, text("Olá \\n")),
                cut(RUN, 0, STARTED, text("Olá \\n"), text("b")),
                log(RUN, 3, COMPLETED));

        var answer = Client.open(start(EVENTS));

        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream;charset=UTF-8");
        assertThat(all(answer))
                .isEqualTo("id: 1\ndata: " + STARTED + "\n\nid: 2\ndata: " + text("Olá \\n") + "\n\nid: 3\ndata: "
                        + text("b") + "\n\nid: 4\ndata: " + COMPLETED + "\n\n");
    }

    @Test
    void writesTheSameEventsAsLines() throws IOException {
        tier.plays(cut(RUN, 0, STARTED, text("a")), log(RUN, 2, COMPLETED));

        var answer = Client.open(start(LINES));

        assertThat(answer.headers().firstValue("content-type")).hasValue(LINES);
        assertThat(all(answer))
                .isEqualTo("{\"offset\":1,\"event\":" + STARTED + "}\n{\"offset\":2,\"event\":" + text("a")
                        + "}\n{\"offset\":3,\"event\":" + COMPLETED + "}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'', , 0",
        "?after=3, , 3",
        "'', 7, 7",
        "?after=3, 7, 7",
        "?after=3, '', 3",
        "?after=000000000000000009, , 9"
    })
    void followsFromAnyOffset(String query, String lastEventId, int after) throws IOException {
        tier.plays(log(RUN, after, COMPLETED));
        var request = follow(query);
        if (lastEventId != null) request.header("last-event-id", lastEventId);

        var answer = Client.open(request);

        assertThat(all(answer)).isEqualTo("id: " + (after + 1) + "\ndata: " + COMPLETED + "\n\n");
        assertThat(answer.headers().firstValue("x-run-id")).hasValue(RUN);
        if (lastEventId != null && !lastEventId.isEmpty()) {
            assertThat(tier.seen().uri()).isEqualTo(RUNS + "/" + RUN);
        }
        assertThat(tier.seen().uri()).isEqualTo(RUNS + "/" + RUN + "/events?after=" + after);
    }

    @ParameterizedTest
    @CsvSource({"succeeded, 3, 204", "cancelled, 4, 204", "succeeded, 2, 200", "running, 3, 200"})
    void endsTheAskingOfAnEventSourceOnceThereIsNothingMore(String state, int lastEventId, int status)
            throws IOException {
        tier.plays(document(200, state), log(RUN, lastEventId, COMPLETED));

        var answer = Client.open(follow("").header("last-event-id", "" + lastEventId));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(all(answer))
                .isEqualTo(status == 204 ? "" : "id: " + (lastEventId + 1) + "\ndata: " + COMPLETED + "\n\n");
    }

    @Test
    void sendsTheHeadOfARunThatIsSilent() throws Exception {
        var left = new CompletableFuture<Long>();
        tier.plays(silent(RUN, 4, left));

        var answer = Client.open(follow("?after=4"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().readNBytes(8)).asString().isEqualTo(": \n\n: \n\n");
        answer.body().close();
        left.get(5, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesAStreamWhenItsTokenExpires(boolean remembered) throws IOException {
        // Given
        var left = new CompletableFuture<Long>();
        var claims = issuer.claims();
        var expiry = NumericDate.now();
        expiry.addSeconds(2);
        claims.setExpirationTime(expiry);
        String token = issuer.sign(claims);
        if (remembered) Client.get("/v1/me", token);
        tier.plays(silent(RUN, 0, left, STARTED, text("a")));

        // When
        String all = all(
                Client.open(Client.request(RUNS + "/" + RUN + "/events", token).header("accept", EVENTS)));

        // Then
        assertThat(System.currentTimeMillis()).isBetween(expiry.getValueInMillis(), expiry.getValueInMillis() + 1500);
        assertThat(all.substring(all.lastIndexOf("event:")))
                .startsWith(
                        "event: detached\ndata: {\"type\":\"detached\",\"problem\":{\"type\":\"/problems/token-expired\"")
                .endsWith(",\"after\":2}\n\n")
                .contains("\"status\":401", "\"traceId\":\"");
        assertThat(left).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void leavesAStreamWhenTheTimeOfItsCallIsOver() throws IOException {
        var left = new CompletableFuture<Long>();
        tier.plays(silent(RUN, 0, left, STARTED));

        String all = all(Client.open(start(LINES).header("x-timeout-ms", "700")));

        assertThat(all.strip().lines().toList().getLast())
                .startsWith("{\"type\":\"detached\",\"problem\":{\"type\":\"/problems/deadline-exceeded\"")
                .endsWith(",\"after\":1}");
    }

    @Test
    void saysInTimeThatNobodyAnswered() {
        tier.plays(lost());
        long began = System.nanoTime();

        var answer = Client.send(start("application/json").header("x-timeout-ms", "600"));

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.slug()).isEqualTo("deadline-exceeded");
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(3));
    }

    @Test
    void takesNoRunIdFromOutside() throws IOException {
        tier.plays(document(200, "succeeded"), log(RUN, 0, COMPLETED), log(RUN, 0, COMPLETED));

        Client.send(start("application/json").header("x-run-id", RUN));
        all(Client.open(start(EVENTS).header("x-run-id", RUN)));
        all(Client.open(follow("").header("x-run-id", RUN)));

        assertThat(tier.seen().headers().get("x-run-id")).hasSize(1).doesNotContain(RUN);
        assertThat(tier.seen().headers().get("x-run-id")).hasSize(1).doesNotContain(RUN);
        assertThat(tier.seen().headers()).doesNotContainKey("X-run-id");
    }

    @Test
    void hangsUpOnTheTierWithTheCallerOfADocument() throws Exception {
        // Given
        var asked = new CompletableFuture<Long>();
        var left = new CompletableFuture<Long>();
        tier.plays(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            asked.complete(System.nanoTime());
            try {
                while (true) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                    Thread.sleep(10);
                }
            } catch (IOException | InterruptedException gone) {
                left.complete(System.nanoTime());
            }
        });

        // When
        var call = Client.sendAsync(start("application/json"));
        asked.get(5, TimeUnit.SECONDS);
        call.cancel(true);
        long hungUp = System.nanoTime();

        // Then
        assertThat(left.get(5, TimeUnit.SECONDS) - hungUp).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST | /v1/runs             | Idempotency-Key | with space | 422 | invalid-field
            POST | /v1/runs             | Idempotency-Key | é          | 422 | invalid-field
            POST | /v1/sessions/s/turns | Idempotency-Key | with space | 422 | invalid-field
            POST | /v1/runs             | Accept          | text/html  | 406 | not-acceptable
            GET  | /v1/runs/r/events    | Accept          | text/html  | 406 | not-acceptable
            GET  | /v1/runs/r/events    | Accept          | application/json | 406 | not-acceptable
            GET  | /v1/runs/r/events    | Last-Event-ID   | -1         | 422 | invalid-field
            GET  | /v1/runs/r/events    | Last-Event-ID   | 1.5        | 422 | invalid-field
            GET  | /v1/runs/r/events    | Last-Event-ID   | x          | 422 | invalid-field
            GET  | /v1/runs/r/events    | Last-Event-ID   | 1234567890123456789 | 422 | invalid-field
            """)
    void refusesHeadersThatItCannotUse(String method, String path, String name, String value, int status, String slug) {
        tier.plays(FakeTier.json(200, "{}"));

        var answer = Client.raw(method + " " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + issuer.token() + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n" + name + ": " + value
                + "\r\nConnection: close\r\n\r\n{}");

        assertThat(answer).startsWith("HTTP/1.1 " + status).contains("/problems/" + slug);
        if (status == 422) assertThat(answer).contains("\"pointer\":\"" + name + "\"");
        assertThat(tier.wasAsked()).isFalse();
    }

    private static FakeTier.Part document(int status, String state) {
        return FakeTier.json(status, """
                {"id":"%s","state":"%s","output":"a","model":"local.echo-v1","lastOffset":3,"attempts":1,\
                "onDisconnect":"continue","onInterruption":"continue","createdAt":"2026-11-24T08:00:00Z"%s}""".formatted(
                        RUN, state, state.equals("running") ? "" : ",\"finishedAt\":\"2026-11-24T08:00:01Z\""));
    }
}
