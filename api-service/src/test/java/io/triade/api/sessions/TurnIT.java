package io.triade.api.sessions;

import static io.triade.api.FakeTier.COMPLETED;
import static io.triade.api.FakeTier.STARTED;
import static io.triade.api.FakeTier.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class TurnIT {
    private static final String TURNS = "/v1/sessions/s_1/turns";

    FakeIssuer issuer;
    FakeTier tier;

    @Test
    void relaysTheEventsByteForByte() throws IOException {
        tier.plays(FakeTier.events(STARTED, text("Olá \\n \\\"x\\\""), COMPLETED));

        try (var answer =
                Client.stream(TURNS, issuer.token(), "{\"text\":\"hi\"}").body()) {
            assertThat(new String(answer.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("id: 1\ndata: " + STARTED + "\n\nid: 2\ndata: " + text("Olá \\n \\\"x\\\"")
                            + "\n\nid: 3\ndata: " + COMPLETED + "\n\n");
        }
        assertThat(tier.seen().body()).isEqualTo("{\"text\":\"hi\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "*/*", "application/*", "application/json, text/event-stream;q=0.5"})
    void answersWithOneDocumentUnlessEventsAreAskedFor(String accept) {
        tier.plays(FakeTier.json(200, "{\"id\":\"r_1\"}"));

        var answer = Client.send(Client.request(TURNS, issuer.token())
                .header("accept", accept)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"text\":\"hi\"}")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.raw().body()).isEqualTo("{\"id\":\"r_1\"}");
        assertThat(tier.seen().headers().getFirst("accept")).isEqualTo("application/json");
    }

    @Test
    void keepsTheStatusOfATurnThatNeverStarted() throws IOException {
        tier.plays(FakeTier.problem(429, "model-throttled", "slow down"));

        var answer = Client.stream(TURNS, issuer.token(), "{\"text\":\"hi\"}");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("model-throttled");
    }

    @Test
    void goesOnWithATurnWhoseConnectionBroke() throws IOException {
        tier.plays(FakeTier.cut("r_1", 0, STARTED, text("half")), FakeTier.log("r_1", 2, text(" and half"), COMPLETED));

        var answer = Client.stream(TURNS, issuer.token(), "{\"text\":\"hi\"}");

        try (var body = answer.body()) {
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("id: 1\ndata: " + STARTED + "\n\nid: 2\ndata: " + text("half") + "\n\nid: 3\ndata: "
                            + text(" and half") + "\n\nid: 4\ndata: " + COMPLETED + "\n\n");
        }
        assertThat(answer.headers().firstValue("location")).hasValue("/v1/runs/r_1");
        assertThat(tier.seen().uri()).isEqualTo(TURNS);
        assertThat(tier.seen().uri()).isEqualTo("/v1/runs/r_1/events?after=2");
    }

    @Test
    void sendsCommentsWhileTheTierIsSilent() throws Exception {
        // Given
        var goOn = new CountDownLatch(1);
        tier.plays(exchange -> {
            exchange.getResponseHeaders().set("content-type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (exchange) {
                var out = exchange.getResponseBody();
                out.write(("id: 1\ndata: " + STARTED + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                goOn.await(5, TimeUnit.SECONDS);
                out.write(("id: 2\ndata: " + COMPLETED + "\n\n").getBytes(StandardCharsets.UTF_8));
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
        });

        // When
        try (var answer =
                Client.stream(TURNS, issuer.token(), "{\"text\":\"hi\"}").body()) {
            String silent = new String(
                    answer.readNBytes(("id: 1\ndata: " + STARTED + "\n\n: \n\n: \n\n").length()),
                    StandardCharsets.UTF_8);
            goOn.countDown();

            // Then
            assertThat(silent).endsWith("\n\n: \n\n: \n\n");
            assertThat(new String(answer.readAllBytes(), StandardCharsets.UTF_8))
                    .endsWith(COMPLETED + "\n\n");
        }
    }

    @Test
    void cancelsUpstreamWhenTheCallerHangsUp() throws Exception {
        // Given
        var left = new CompletableFuture<Long>();
        tier.plays(FakeTier.endless(Duration.ofMillis(10), left));
        var answer = Client.stream(TURNS, issuer.token(), "{\"text\":\"hi\"}").body();
        answer.readNBytes(300);

        // When
        long hungUp = System.nanoTime();
        answer.close();

        // Then
        assertThat(left.get(5, TimeUnit.SECONDS) - hungUp).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
    }
}
