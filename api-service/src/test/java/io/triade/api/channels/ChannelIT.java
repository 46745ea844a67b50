package io.triade.api.channels;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class ChannelIT {
    private static final String MESSAGES = "/v1/channels/shared:news/messages";
    private static final String MESSAGE =
            "data: {\"channel\":\"shared:news\",\"data\":1,\"from\":\"bia\",\"at\":\"2026-11-25T12:00:00Z\"}\n\n";

    FakeIssuer issuer;
    FakeTier tier;

    /// Says it, then comments until somebody hangs up.
    private static FakeTier.Part says(String messages, CompletableFuture<Long> left) {
        return exchange -> {
            exchange.getResponseHeaders().set("content-type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try {
                exchange.getResponseBody().write((": listening\n\n" + messages).getBytes(UTF_8));
                while (true) {
                    exchange.getResponseBody().write(": \n\n".getBytes(UTF_8));
                    exchange.getResponseBody().flush();
                    Thread.sleep(10);
                }
            } catch (IOException | InterruptedException gone) {
                left.complete(System.nanoTime());
            }
        };
    }

    @Test
    void passesMessagesOnAndFillsSilenceItself() throws Exception {
        // Given
        var left = new CompletableFuture<Long>();
        tier.plays(says(MESSAGE, left));

        // When
        var answer = Client.open(Client.request(MESSAGES + "?filter=%7B%22a%22:1%7D", issuer.token()));
        try (InputStream body = answer.body()) {
            String read = new String(body.readNBytes(MESSAGE.length() + 8), UTF_8);

            // Then
            assertThat(read).isEqualTo(MESSAGE + ": \n\n: \n\n");
        }
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream;charset=UTF-8");
        assertThat(tier.seen().uri()).isEqualTo(MESSAGES + "?filter=%7B%22a%22:1%7D");
        left.get(5, TimeUnit.SECONDS);
    }

    @Test
    void passesARefusalOn() {
        tier.plays(FakeTier.problem(403, "forbidden", "Not yours."));

        var answer = Client.get(MESSAGES, issuer.token());

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.slug()).isEqualTo("forbidden");
    }

    @Test
    void tellsItsReaderWhenMessagesMayBeMissing() throws IOException {
        tier.plays(exchange -> {
            exchange.getResponseHeaders().set("content-type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(MESSAGE.getBytes(UTF_8));
            exchange.getResponseBody().flush();
            throw new IOException("cut, as the test wants it");
        });

        try (InputStream body =
                Client.open(Client.request(MESSAGES, issuer.token())).body()) {
            assertThat(new String(body.readAllBytes(), UTF_8))
                    .startsWith(MESSAGE + "event: detached\ndata: {")
                    .contains("/problems/upstream-failed");
        }
    }

    @Test
    void outlivesNoToken() throws IOException {
        // Given
        var left = new CompletableFuture<Long>();
        tier.plays(says(MESSAGE, left));
        var claims = issuer.claims();
        var expiry = NumericDate.now();
        expiry.addSeconds(2);
        claims.setExpirationTime(expiry);

        // When
        try (InputStream body =
                Client.open(Client.request(MESSAGES, issuer.sign(claims))).body()) {
            String all = new String(body.readAllBytes(), UTF_8);

            // Then
            assertThat(all).contains("event: detached", "/problems/token-expired");
            assertThat(System.currentTimeMillis()).isLessThan(expiry.getValueInMillis() + 1500);
        }
    }
}
