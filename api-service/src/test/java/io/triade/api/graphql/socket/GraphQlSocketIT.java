package io.triade.api.graphql.socket;

import static io.triade.api.FakeTier.COMPLETED;
import static io.triade.api.FakeTier.STARTED;
import static io.triade.api.FakeTier.log;
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
import io.triade.api.RawSocket;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// graphql-transport-ws, against a tier that does as it is told.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class GraphQlSocketIT {
    private static final String RUN = "r_01hzzzzzzzzzzzzzzzzzzzzzzz";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final String EVENTS = """
            {"type":"subscribe","id":"1","payload":{"query":"subscription { runEvents(id: \\"%s\\", after: %d) {\
             __typename offset ... on TextDelta { text } ... on Completed { stopReason } } }"}}""";

    FakeIssuer issuer;
    FakeTier tier;

    private static RawSocket open(Map<String, String> headers) throws IOException {
        return RawSocket.handshake(Client.base().getPort(), "/graphql", headers);
    }

    private static RawSocket open() throws IOException {
        var socket = open(Map.of(PROTOCOL, "graphql-transport-ws"));
        assertThat(socket.status()).isEqualTo(101);
        return socket;
    }

    private RawSocket acknowledged(String token) throws IOException {
        var socket = open().say("{\"type\":\"connection_init\",\"payload\":{\"Authorization\":\"Bearer %s\"}}"
                .formatted(token));
        assertThat(socket.next()).hasToString("{\"type\":\"connection_ack\"}");
        return socket;
    }

    private RawSocket acknowledged() throws IOException {
        return acknowledged(issuer.token());
    }

    @Test
    void showsARunFromAnOffsetToItsEnd() throws IOException {
        tier.plays(log(RUN, 1, text("Olá"), COMPLETED));
        try (var socket = acknowledged()) {
            socket.say(EVENTS.formatted(RUN, 1));

            assertThat(socket.next().at("/payload/data/runEvents")).hasToString("""
                    {"__typename":"TextDelta","offset":2,"text":"Olá"}""");
            assertThat(socket.next().at("/payload/data/runEvents")).hasToString("""
                    {"__typename":"Completed","offset":3,"stopReason":"END_TURN"}""");
            assertThat(socket.next()).hasToString("{\"type\":\"complete\",\"id\":\"1\"}");
        }
        assertThat(tier.seen().uri()).isEqualTo("/v1/runs/" + RUN + "/events?after=1");
    }

    @Test
    void endsTheCallBehindWhenTheClientCompletes() throws Exception {
        var left = new CompletableFuture<Long>();
        tier.plays(silent(RUN, 0, left, STARTED));
        try (var socket = acknowledged()) {
            socket.say(EVENTS.formatted(RUN, 0));
            socket.next("next");
            socket.say("{\"type\":\"complete\",\"id\":\"1\"}");

            assertThat(left.get(5, TimeUnit.SECONDS)).isPositive();
            socket.say("{\"type\":\"ping\",\"payload\":{\"n\":1}}");
            assertThat(socket.next()).hasToString("{\"type\":\"pong\",\"payload\":{\"n\":1}}");
        }
    }

    @Test
    void endsTheCallBehindWhenTheClientIsGone() throws Exception {
        var left = new CompletableFuture<Long>();
        tier.plays(silent(RUN, 0, left, STARTED));
        try (var socket = acknowledged()) {
            socket.say(EVENTS.formatted(RUN, 0));
            socket.next("next");
        }
        assertThat(left.get(5, TimeUnit.SECONDS)).isPositive();
    }

    @Test
    void answersAQueryAndCompletesIt() throws IOException {
        try (var socket = acknowledged()) {
            socket.say("{\"type\":\"subscribe\",\"id\":\"q\",\"payload\":{\"query\":\"{ me { subject } }\"}}");

            assertThat(socket.next()).hasToString("""
                    {"type":"next","id":"q","payload":{"data":{"me":{"subject":"ana"}}}}""");
            assertThat(socket.next()).hasToString("{\"type\":\"complete\",\"id\":\"q\"}");
        }
    }

    @Test
    void answersAMutationThatFailedWithItsErrors() throws IOException {
        tier.plays(FakeTier.problem(404, "not-found", "There is no such session."));
        try (var socket = acknowledged()) {
            socket.say("{\"type\":\"subscribe\",\"id\":\"m\",\"payload\":{\"query\":"
                    + "\"mutation { deleteSession(id: \\\"s_1\\\") }\"}}");

            var next = socket.next();
            assertThat(next.path("type").asText()).isEqualTo("next");
            assertThat(next.at("/payload/data").isNull()).isTrue();
            assertThat(next.at("/payload/errors/0/extensions/status").asInt()).isEqualTo(404);
            assertThat(socket.next().path("type").asText()).isEqualTo("complete");
        }
    }

    @Test
    void saysWithItsProblemWhyASubscriptionDidNotComeAbout() throws IOException {
        tier.plays(FakeTier.problem(404, "not-found", "There is no such run."));
        try (var socket = acknowledged()) {
            socket.say(EVENTS.formatted(RUN, 0));

            var error = socket.next("error");
            assertThat(error.path("id").asText()).isEqualTo("1");
            assertThat(error.at("/payload/0/extensions/type").asText()).isEqualTo("/problems/not-found");

            socket.say("{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"{ nothing }\"}}");
            assertThat(socket.next("error").at("/payload/0/extensions/status").asInt())
                    .isEqualTo(400);
        }
    }

    @Test
    void filtersAChannelAndLeavesItByItself() throws IOException {
        // Given
        tier.plays(exchange -> {
            exchange.getResponseHeaders().set("content-type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                for (int n = 1; n < 6; n++) {
                    out.write("""
                            data: {"channel":"me:x","data":{"n":%d},"from":"ana","at":"2026-11-26T00:00:00Z"}\n
                            """.formatted(n).replace("\n\n\n", "\n\n").getBytes(UTF_8));
                }
            }
        });
        try (var socket = acknowledged()) {
            // When
            socket.say("""
                    {"type":"subscribe","id":"c","payload":{"query":"subscription { channel(name: \\"me:x\\",\
                     filter: {field: \\"n\\", gt: 1, ne: 3}, until: {field: \\"n\\", eq: 4}) { data from } }"}}""");

            // Then
            assertThat(socket.next().at("/payload/data/channel")).hasToString("{\"data\":{\"n\":2},\"from\":\"ana\"}");
            assertThat(socket.next().at("/payload/data/channel/data/n").asInt()).isEqualTo(4);
            assertThat(socket.next().path("type").asText()).isEqualTo("complete");
        }
        assertThat(tier.seen().uri()).isEqualTo("/v1/channels/me:x/messages");
    }

    @Test
    void takesATokenFromASubProtocol() throws IOException {
        String token = URLEncoder.encode("quarkus-http-upgrade#Authorization#Bearer " + issuer.token(), UTF_8);
        try (var socket =
                open(Map.of(PROTOCOL, "graphql-transport-ws, bearer-token-carrier, " + token.replace("+", "%20")))) {
            assertThat(socket.header(PROTOCOL)).isEqualTo("graphql-transport-ws");
            socket.say("{\"type\":\"connection_init\"}");
            assertThat(socket.next().path("type").asText()).isEqualTo("connection_ack");
        }
    }

    @Test
    void refusesAnotherProtocolAndAForeignOrigin() throws IOException {
        try (var none = open(Map.of());
                var other = open(Map.of(PROTOCOL, "graphql-ws"));
                var foreign = open(Map.of(PROTOCOL, "graphql-transport-ws", "Origin", "http://evil.example"))) {
            assertThat(none.status()).isEqualTo(400);
            assertThat(other.status()).isEqualTo(400);
            assertThat(foreign.status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"type\":\"nonsense\"}",
                "{\"id\":\"1\"}",
                "{\"type\":\"subscribe\",\"payload\":{\"query\":\"{me{subject}}\"}}",
                "{\"type\":\"subscribe\",\"id\":\"\",\"payload\":{\"query\":\"{me{subject}}\"}}",
                "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{}}",
                "{\"type\":\"subscribe\",\"id\":\"1\",\"id\":\"2\",\"payload\":{\"query\":\"{me{subject}}\"}}",
                "{\"type\":\"connection_init\",\"payload\":\"x\"}"
            })
    void closesOnWhatTheProtocolDoesNotKnow(String message) throws IOException {
        try (var socket = acknowledged()) {
            assertThat(socket.say(message).closing().code()).isEqualTo(4400);
        }
    }

    @Test
    void closesOnASubscriptionBeforeTheAcknowledgement() throws IOException {
        try (var socket = open()) {
            assertThat(socket.say(EVENTS.formatted(RUN, 0)).closing().code()).isEqualTo(4401);
        }
    }

    @Test
    void closesOnAnIdThatIsInUse() throws IOException {
        tier.plays(silent(RUN, 0, new CompletableFuture<>(), STARTED));
        try (var socket = acknowledged()) {
            socket.say(EVENTS.formatted(RUN, 0));
            socket.next("next");
            var closing = socket.say(EVENTS.formatted(RUN, 0)).closing();
            assertThat(closing.code()).isEqualTo(4409);
            assertThat(closing.text()).isEqualTo("Subscriber for 1 already exists");
        }
    }

    @Test
    void closesOnASecondInitialisation() throws IOException {
        try (var socket = acknowledged()) {
            assertThat(socket.say("{\"type\":\"connection_init\"}").closing().code())
                    .isEqualTo(4429);
        }
    }

    @Test
    void closesWithoutAGoodToken() throws IOException {
        try (var none = open();
                var bad = open()) {
            assertThat(none.say("{\"type\":\"connection_init\"}").closing().code())
                    .isEqualTo(4401);
            assertThat(bad.say("{\"type\":\"connection_init\",\"payload\":{\"authorization\":\"Bearer x.y.z\"}}")
                            .closing()
                            .code())
                    .isEqualTo(4401);
        }
    }

    @Test
    void closesWhenTheTokenExpires() throws IOException {
        var claims = issuer.claims();
        claims.setExpirationTime(NumericDate.fromSeconds(System.currentTimeMillis() / 1000 + 3));
        try (var socket = acknowledged(issuer.sign(claims))) {
            var closing = socket.closing();
            assertThat(closing.code()).isEqualTo(4401);
            assertThat(closing.text()).isEqualTo("token-expired");
        }
    }

    @Test
    void closesWhenNothingIsInitialised() throws IOException {
        try (var socket = open()) {
            var closing = socket.closing();
            assertThat(closing.code()).isEqualTo(4408);
        }
    }
}
