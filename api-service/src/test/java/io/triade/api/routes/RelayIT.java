package io.triade.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class RelayIT {
    FakeIssuer issuer;
    FakeTier tier;

    @Test
    void passesTheRequestOnAsItCame() {
        // Given
        tier.plays(FakeTier.json(200, "{\"id\":\"s_1\"}"));

        // When
        var answer = Client.send(Client.request("/v1/sessions/s_1?a=1%202&b=%C3%A9", issuer.token())
                .header("content-type", "application/json")
                .header("if-match", "\"v1\"")
                .header("cookie", "secret=1")
                .header("x-forwarded-for", "10.0.0.1")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .method("PATCH", BodyPublishers.ofString("{ \"title\" : \"é\" }")));

        // Then
        var seen = tier.seen();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.raw().body()).isEqualTo("{\"id\":\"s_1\"}");
        assertThat(seen.method()).isEqualTo("PATCH");
        assertThat(seen.uri()).isEqualTo("/v1/sessions/s_1?a=1%202&b=%C3%A9");
        assertThat(seen.body()).isEqualTo("{ \"title\" : \"é\" }");
        assertThat(seen.headers().getFirst("if-match")).isEqualTo("\"v1\"");
        assertThat(seen.headers()).doesNotContainKeys("Cookie", "X-forwarded-for");
        assertThat(seen.headers().getFirst("traceparent")).contains("0af7651916cd43dd8448eb211c80319c");
        assertThat(Long.parseLong(seen.headers().getFirst("x-timeout-ms"))).isPositive();
    }

    @Test
    void passesOnlyAgreedHeadersBack() {
        // Given
        tier.plays(exchange -> {
            exchange.getResponseHeaders().set("location", "http://inner:8081/v1/sessions/s_9");
            exchange.getResponseHeaders().set("etag", "\"v2\"");
            exchange.getResponseHeaders().set("set-cookie", "a=b");
            exchange.getResponseHeaders().set("x-inner", "yes");
            FakeTier.json(201, "{}").play(exchange);
        });

        // When
        var answer = Client.post("/v1/sessions", issuer.token(), "{}");

        // Then
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("location")).isEqualTo("/v1/sessions/s_9");
        assertThat(answer.header("etag")).isEqualTo("\"v2\"");
        assertThat(answer.header("set-cookie")).isEmpty();
        assertThat(answer.header("x-inner")).isEmpty();
        assertThat(answer.header("x-request-id")).hasSize(32);
    }

    @Test
    void passesAProblemOnAsTheTierSaidIt() {
        tier.plays(FakeTier.problem(404, "not-found", "There is no session s_1."));

        var answer = Client.get("/v1/sessions/s_1", issuer.token());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.body().path("detail").asText()).isEqualTo("There is no session s_1.");
    }

    @Test
    void neverPassesABodyOnThatIsNoProblemOfOurs() {
        tier.plays(FakeTier.answer(500, "text/html", "<h1>stack trace</h1>"));

        var answer = Client.get("/v1/sessions/s_1", issuer.token());

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.slug()).isEqualTo("upstream-failed");
        assertThat(answer.raw().body()).doesNotContain("stack trace");
    }

    @Test
    void saysThatATierBrokeOff() {
        tier.plays(HttpExchange::close);

        var answer = Client.get("/v1/sessions/s_1", issuer.token());

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.slug()).isEqualTo("upstream-failed");
    }

    @Test
    void answersANoContentWithNoContent() {
        tier.plays(FakeTier.answer(204, "text/plain", ""));

        var answer =
                Client.send(Client.request("/v1/sessions/s_1", issuer.token()).DELETE());

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.raw().body()).isEmpty();
    }

    @Test
    void refusesABodyOverTheRoutesBoundHoweverItIsSent() {
        // Given
        tier.plays(FakeTier.json(201, "{}"));
        byte[] large = new byte[100_000];

        // When
        var announced = Client.send(json("/v1/sessions").POST(BodyPublishers.ofByteArray(large)));
        var chunked = Client.send(
                json("/v1/sessions").POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));

        // Then
        assertThat(announced.status()).isEqualTo(413);
        assertThat(announced.slug()).isEqualTo("body-too-large");
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(tier.wasAsked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/sessions/../../q/metrics",
                "/v1/sessions/%2e%2e/models",
                "/v1/sessions/..%5Cx",
                "/v1//sessions",
                "/v1/sessions/a;b=c",
                "/v1/sessions/%00",
                "/v1/sessions/%zz",
                "/v1/sessions/a%0d%0ab"
            })
    void refusesPathsThatCouldMeanTwoThings(String path) {
        tier.plays(FakeTier.json(200, "{}"));

        String answer = Client.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + issuer.token()
                + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400");
        assertThat(tier.wasAsked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/sessions/a%2Fb", "/v1/sessions/a.b", "/v1/sessions/s_1/", "/v1/generations"})
    void findsNothingAtPathsThatNoTableLists(String path) {
        tier.plays(FakeTier.json(200, "{}"));

        var answer = Client.get(path, issuer.token());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.slug()).isEqualTo("not-found");
        assertThat(tier.wasAsked()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"wait=3, wait=3", "wait=300, wait=25", "'handling=strict, wait=0', respond-async", "return=minimal,"})
    void boundsHowLongATierIsToldToWait(String asked, String told) {
        tier.plays(FakeTier.json(200, "{}"));

        Client.send(Client.request("/v1/runs/r_1", issuer.token()).header("prefer", asked));

        assertThat(tier.seen().headers().getFirst("prefer")).isEqualTo(told);
    }

    @Test
    void resetsTheCallOfACallerWhoLeaves() throws Exception {
        // Given
        var left = new CompletableFuture<Long>();
        tier.plays(FakeTier.endless(Duration.ofMillis(10), left));
        try (var socket = new Socket("localhost", Client.base().getPort())) {
            socket.getOutputStream()
                    .write(("GET /v1/sessions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + issuer.token()
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readNBytes(500);
        }

        // When
        long hungUp = System.nanoTime();

        // Then
        assertThat(left.get(5, TimeUnit.SECONDS) - hungUp).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
    }

    private HttpRequest.Builder json(String path) {
        return Client.request(path, issuer.token()).header("content-type", "application/json");
    }
}
