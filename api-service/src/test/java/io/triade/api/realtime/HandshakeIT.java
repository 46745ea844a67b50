package io.triade.api.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.Neighbours;
import io.triade.api.RawSocket;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may open a socket, and how that is said.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class HandshakeIT {
    private static final String PATH = "/v1/realtime";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";

    FakeIssuer issuer;

    private static RawSocket open(Map<String, String> headers) throws IOException {
        return RawSocket.handshake(Client.base().getPort(), PATH, headers);
    }

    @Test
    void takesATokenFromTheHeader() throws IOException {
        try (var socket = open(Map.of("Authorization", "Bearer " + issuer.token(), PROTOCOL, "triade.v1"))) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.header(PROTOCOL)).isEqualTo("triade.v1");
            assertThat(socket.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(socket.header("Sec-WebSocket-Extensions")).isEmpty();
            var ready = socket.next();
            assertThat(ready.path("type").asText()).isEqualTo("ready");
            assertThat(ready.path("connectionId").asText()).isNotBlank();
            assertThat(ready.at("/limits/messageBytes").asInt()).isEqualTo(1_048_576);
            assertThat(ready.path("expiresInSeconds").asInt()).isBetween(500, 600);
        }
    }

    @Test
    void takesATokenFromASubProtocolAndNamesAnotherOne() throws IOException {
        String carried = "quarkus-http-upgrade#Authorization#Bearer%20" + issuer.token();

        try (var ours = open(Map.of(PROTOCOL, "triade.v1, " + carried));
                var theirs = open(Map.of(PROTOCOL, "bearer-token-carrier, " + carried))) {
            assertThat(ours.header(PROTOCOL)).isEqualTo("triade.v1");
            assertThat(ours.next().path("type").asText()).isEqualTo("ready");
            assertThat(theirs.header(PROTOCOL)).isEqualTo("bearer-token-carrier");
            assertThat(theirs.next().path("type").asText()).isEqualTo("ready");
        }
    }

    @Test
    void opensWithoutATokenAndSaysNothingUntilThereIsOne() throws IOException {
        try (var socket = open(Map.of())) {
            assertThat(socket.status()).isEqualTo(101);
            assertThat(socket.header(PROTOCOL)).isEmpty();

            socket.say("{\"type\":\"attach\",\"ref\":\"a\",\"runId\":\"r_01hzzzzzzzzzzzzzzzzzzzzzzz\"}");
            var refused = socket.next("error");
            socket.say("{\"type\":\"authenticate\",\"token\":\"" + issuer.token() + "\"}");

            assertThat(refused.path("ref").asText()).isEqualTo("a");
            assertThat(refused.at("/problem/type").asText()).isEqualTo("/problems/unauthenticated");
            assertThat(socket.next("ready").path("connectionId").asText()).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"not.a.token", "not.a.token\\n", "not.\\u0000a.token"})
    void closesASocketWhoseFirstTokenIsBad(String token) throws IOException {
        try (var socket = open(Map.of())) {
            socket.say("{\"type\":\"authenticate\",\"token\":\"" + token + "\"}");

            assertThat(socket.next("error").at("/problem/type").asText()).isEqualTo("/problems/unauthenticated");
            assertThat(socket.closing().code()).isEqualTo(4401);
        }
    }

    @Test
    void refusesABadTokenOfTheHandshakeWithAStatus() throws IOException {
        try (var header = open(Map.of("Authorization", "Bearer not.a.token"));
                var carried =
                        open(Map.of(PROTOCOL, "triade.v1, quarkus-http-upgrade#Authorization#Bearer%20not.a.token"))) {
            assertThat(header.status()).isEqualTo(401);
            assertThat(carried.status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "graphql-transport-ws",
                "quarkus-http-upgrade#Authorization#Bearer%20x",
                "triade.v1, quarkus-http-upgrade#X-Role#admin",
                "triade.v1, quarkus-http-upgrade#Authorization",
                "triade.v1, quarkus-http-upgrade#Authorization#%zz",
                "triade.v1, quarkus-http-upgrade#Authorization#Bearer%20a, quarkus-http-upgrade#Authorization#Bearer%20b"
            })
    void refusesSubProtocolsThatAreNotOurs(String offered) throws IOException {
        try (var socket = open(Map.of(PROTOCOL, offered))) {
            assertThat(socket.status()).isEqualTo(400);
            assertThat(socket.header("content-type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void refusesAPageOfAnotherOrigin() throws IOException {
        var token = Map.of("Authorization", "Bearer " + issuer.token());
        var foreign = new HashMap<>(token);
        foreign.put("Origin", "https://evil.example");
        var nobody = new HashMap<>(token);
        nobody.put("Origin", "null");
        var listed = new HashMap<>(token);
        listed.put("Origin", "http://localhost:3000");

        try (var refused = open(foreign);
                var sandboxed = open(nobody);
                var admitted = open(listed)) {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(sandboxed.status()).isEqualTo(403);
            assertThat(admitted.status()).isEqualTo(101);
        }
    }

    @Test
    void letsNothingElseInWithoutAToken() throws IOException {
        var plain = new HashMap<String, String>();
        plain.put("Upgrade", null);
        var keyless = new HashMap<String, String>();
        keyless.put("Sec-WebSocket-Key", null);

        try (var noUpgrade = open(plain);
                var noKey = open(keyless);
                var elsewhere = RawSocket.handshake(Client.base().getPort(), "/v1/me", Map.of());
                var beside = RawSocket.handshake(Client.base().getPort(), PATH + "/", Map.of());
                var escaped = RawSocket.handshake(Client.base().getPort(), "/v1/realtim%65", Map.of())) {
            assertThat(noUpgrade.status()).isEqualTo(401);
            assertThat(noKey.status()).isEqualTo(401);
            assertThat(elsewhere.status()).isEqualTo(401);
            assertThat(beside.status()).isEqualTo(401);
            assertThat(escaped.status()).isIn(101, 401);
        }
        assertThat(Client.get(PATH, issuer.token()).status()).isEqualTo(404);
    }

    @Test
    void countsSocketsMessagesAndCloses() throws IOException {
        try (var socket = open(Map.of("Authorization", "Bearer " + issuer.token()))) {
            socket.say("{\"type\":\"ping\"}");
            socket.next("pong");
            String open = Client.get("/q/metrics", issuer.token()).raw().body();
            socket.frame(true, RawSocket.CLOSE, new byte[] {0x0b, (byte) 0xb8});
            socket.closing();
            socket.endsWithin(10_000);

            assertThat(open).doesNotContain("triade_sockets_active 0.0").contains("triade_sockets_active ");
            assertThat(open).containsPattern("triade_sockets_messages_total\\{direction=\"in\"[^}]*} [1-9]");
            assertThat(open).containsPattern("triade_sockets_messages_total\\{direction=\"out\"[^}]*} [1-9]");
            assertThat(Client.get("/q/metrics", issuer.token()).raw().body())
                    .containsPattern("triade_sockets_closed_total\\{code=\"other\"[^}]*} [1-9]");
        }
    }

    @Test
    void saysWhichVersionItSpeaks() throws IOException {
        try (var socket = open(Map.of("Sec-WebSocket-Version", "12"))) {
            assertThat(socket.status()).isEqualTo(426);
            assertThat(socket.header("Sec-WebSocket-Version")).isEqualTo("13");
        }
    }
}
