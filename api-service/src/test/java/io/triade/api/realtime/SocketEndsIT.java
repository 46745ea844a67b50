package io.triade.api.realtime;

import static io.triade.api.FakeTier.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.RawSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// How sockets end when nobody does anything wrong: with limits short enough to wait for, and told to stop.
class SocketEndsIT {
    private static FakeIssuer issuer;
    private static FakeTier tier;

    @BeforeAll
    static void neighbours() throws IOException {
        issuer = new FakeIssuer();
        tier = new FakeTier();
    }

    @AfterAll
    static void gone() {
        issuer.close();
        tier.close();
    }

    private static RawSocket open(EdgeProcess edge, String token) throws IOException {
        var socket = RawSocket.handshake(edge.port(), "/v1/realtime", Map.of("Authorization", "Bearer " + token));
        socket.next("ready");
        return socket;
    }

    private static String expiringIn(int seconds) {
        var claims = issuer.claims();
        claims.setExpirationTime(NumericDate.fromSeconds(System.currentTimeMillis() / 1000 + seconds));
        return issuer.sign(claims);
    }

    @Test
    void everyLimitIsAnnouncedAndThenStrikes() throws Exception {
        try (var edge = EdgeProcess.start(
                        tier,
                        issuer,
                        "api.sockets.authenticate-within=PT1S",
                        "api.sockets.idle=PT6S",
                        "api.sockets.longest=PT15S",
                        "api.sockets.notice=PT3S",
                        "api.sockets.ping=PT1S");
                var unnamed = RawSocket.handshake(edge.port(), "/v1/realtime", Map.of());
                var silent = open(edge, issuer.token());
                var living = open(edge, issuer.token()).answeringPings();
                var expiring = open(edge, expiringIn(8)).answeringPings();
                var renewing = open(edge, expiringIn(8)).answeringPings()) {
            // When
            var unnamedSaid = unnamed.toTheEnd();
            var silentSaid = silent.toTheEnd();
            var livingSaid = living.toTheEnd();
            var expiringSaid = expiring.toTheEnd();
            renewing.next("expiring");
            renewing.say("{\"type\":\"authenticate\",\"token\":\"" + issuer.token() + "\"}");
            var renewed = renewing.next("ready");
            var renewingSaid = renewing.toTheEnd();

            // Then
            assertThat(unnamedSaid.get(20, TimeUnit.SECONDS)).containsExactly("4401 authenticate first");
            assertThat(silentSaid.get(20, TimeUnit.SECONDS))
                    .containsExactly("{\"type\":\"closing\",\"reason\":\"idle\",\"inSeconds\":3}", "1001 idle");
            assertThat(livingSaid.get(20, TimeUnit.SECONDS))
                    .containsExactly(
                            "{\"type\":\"closing\",\"reason\":\"longest-life\",\"inSeconds\":3}", "1001 longest-life");
            assertThat(expiringSaid.get(20, TimeUnit.SECONDS))
                    .containsExactly("{\"type\":\"expiring\",\"inSeconds\":3}", "4401 token-expired");
            assertThat(renewed.path("expiresInSeconds").asInt()).isGreaterThan(500);
            assertThat(renewingSaid.get(20, TimeUnit.SECONDS)).last().isEqualTo("1001 longest-life");
            assertThat(edge.said()).doesNotContain(" WARN ").doesNotContain(" ERROR ");
        }
    }

    @Test
    void aProcessThatStopsSendsItsSocketsElsewhere() throws Exception {
        // Given
        var goOn = new CountDownLatch(1);
        tier.plays(exchange -> {
            exchange.getResponseHeaders().set("content-type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (exchange) {
                var out = exchange.getResponseBody();
                out.write(("id: 1\ndata: " + STARTED + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                goOn.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
        });
        try (var edge = EdgeProcess.start(tier, issuer, "api.sockets.stop-spread=PT2S");
                var busy = open(edge, issuer.token());
                var deaf = open(edge, issuer.token());
                var closedBefore = open(edge, issuer.token())) {
            busy.say("{\"type\":\"attach\",\"ref\":\"a\",\"runId\":\"r_01hzzzzzzzzzzzzzzzzzzzzzzz\"}");
            busy.next("event");
            closedBefore.frame(true, RawSocket.CLOSE, new byte[] {3, (byte) 0xe8});
            closedBefore.closing();

            // When
            edge.stop();
            var closing = busy.next("closing");
            var closed = busy.closing();
            goOn.countDown();

            // Then
            assertThat(closing.path("reason").asText()).isEqualTo("server-stopping");
            assertThat(closing.path("inSeconds").asInt()).isLessThanOrEqualTo(2);
            assertThat(closed).isEqualTo(new RawSocket.Frame(true, 8, "server-stopping", 1012));
            assertThat(deaf.closing().code()).isEqualTo(1012);
            assertThat(edge.endsWithin(Duration.ofSeconds(20))).isTrue();
            assertThat(edge.said())
                    .doesNotContain("Timed out")
                    .doesNotContain(" WARN ")
                    .doesNotContain(" ERROR ");
        }
    }
}
