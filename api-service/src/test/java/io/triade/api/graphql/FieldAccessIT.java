package io.triade.api.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import io.triade.api.RawSocket;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every field of the published schema, on every way to it, asked for by five kinds of caller. The whole matrix is left
/// in target/field-access.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class FieldAccessIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    enum Who {
        OWNER("acme", "ana", "triade/read triade/write triade/generate", true),
        NO_SCOPE("acme", "ana", "openid profile", true),
        SAME_TENANT("acme", "bob", "triade/read triade/write triade/generate", false),
        OTHER_TENANT("globex", "ana", "triade/read triade/write triade/generate", false);

        private final String tenant;
        private final String subject;
        private final String scope;
        private final boolean owner;

        Who(String tenant, String subject, String scope, boolean owner) {
            this.tenant = tenant;
            this.subject = subject;
            this.scope = scope;
            this.owner = owner;
        }
    }

    /// What came of asking for one field.
    private enum Outcome {
        SEEN,
        NOTHING_OF_THEIRS,
        REFUSED,
        NEEDS_A_SCOPE
    }

    FakeIssuer issuer;
    FakeTier tier;

    private String token(Who who) {
        var claims = issuer.claims();
        claims.setStringClaim("tenant", who.tenant);
        claims.setSubject(who.subject);
        claims.setStringClaim("scope", who.scope);
        return issuer.sign(claims);
    }

    private static JsonNode ask(String document, String token) {
        String body = JSON.createObjectNode().put("query", document).toString();
        return Client.send(Client.request("/graphql", token)
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(body)))
                .body();
    }

    private static RawSocket socket(String token) throws IOException {
        var socket = RawSocket.handshake(
                Client.base().getPort(),
                "/graphql",
                Map.of("Sec-WebSocket-Protocol", "graphql-transport-ws", "Authorization", "Bearer " + token));
        socket.say("{\"type\":\"connection_init\"}").next("connection_ack");
        return socket;
    }

    /// All that a subscription says until it ends, as one answer: errors where there are any, else its data.
    private static JsonNode follow(RawSocket socket, String id, String document) throws IOException {
        var subscribe = JSON.createObjectNode().put("type", "subscribe").put("id", id);
        subscribe.putObject("payload").put("query", document);
        socket.say(subscribe.toString());
        var answer = JSON.createObjectNode();
        var data = answer.putArray("data");
        for (JsonNode said = socket.next(); ; said = socket.next()) {
            switch (said.path("type").asText()) {
                case "next" -> {
                    data.add(said.at("/payload/data"));
                    if (said.path("payload").has("errors")) answer.set("errors", said.at("/payload/errors"));
                }
                case "error" -> {
                    answer.set("errors", said.path("payload"));
                    return answer;
                }
                default -> {
                    return answer;
                }
            }
        }
    }

    private static Outcome outcome(FieldPaths.To to, JsonNode answer, boolean owner) {
        assertThat(owner || !answer.toString().contains(OwnersTier.SECRET))
                .as("%s shows ana's to somebody else: %s", to.field(), answer)
                .isTrue();
        if (!answer.has("errors")) return owner || !to.owned() ? Outcome.SEEN : Outcome.NOTHING_OF_THEIRS;
        int status = answer.at("/errors/0/extensions/status").asInt();
        assertThat(status).as("%s: %s", to.document(), answer).isIn(403, 404);
        return status == 403 ? Outcome.NEEDS_A_SCOPE : Outcome.REFUSED;
    }

    @ParameterizedTest
    @EnumSource
    void showsEachFieldToThoseWhoseItIs(Who who) throws IOException {
        // Given
        tier.plays(new OwnersTier());
        String token = token(who);
        var matrix = new ArrayList<String>();
        List<FieldPaths.To> all = FieldPaths.all();

        // When
        try (var socket = socket(token)) {
            for (FieldPaths.To to : all) {
                boolean streamed = to.operation().equals("subscription");
                JsonNode answer = streamed
                        ? follow(socket, Integer.toString(matrix.size()), to.document())
                        : ask(to.document(), token);
                Outcome outcome = outcome(to, answer, who.owner);
                matrix.add("%-12s %-24s %-28s %s".formatted(to.operation(), to.root(), to.field(), outcome));

                // Then
                assertThat(outcome).as(to.document() + " " + answer).isEqualTo(expected(to, who));
            }
        }
        assertThat(matrix).hasSizeGreaterThan(200);
        assertThat(matrix.stream().anyMatch(line -> line.endsWith(Outcome.NEEDS_A_SCOPE.name())))
                .isEqualTo(who == Who.NO_SCOPE);
        Path kept = Files.createDirectories(Path.of("target/field-access"));
        Files.write(kept.resolve(who.name() + ".txt"), matrix);
    }

    private static Outcome expected(FieldPaths.To to, Who who) {
        if (who == Who.NO_SCOPE && to.scoped()) return Outcome.NEEDS_A_SCOPE;
        if (who.owner || !to.owned()) return Outcome.SEEN;
        return to.root().equals("Query.me") ? Outcome.NOTHING_OF_THEIRS : Outcome.REFUSED;
    }

    @Test
    void showsNothingToWhoIsNotKnown() throws IOException {
        tier.plays(new OwnersTier());
        for (FieldPaths.To to : FieldPaths.all()) {
            String body = JSON.createObjectNode().put("query", to.document()).toString();
            var answer = Client.send(Client.request("/graphql")
                    .header("content-type", "application/json")
                    .POST(BodyPublishers.ofString(body)));
            assertThat(answer.status()).as(to.document()).isEqualTo(401);
        }
        assertThat(tier.wasAsked()).isFalse();
    }
}
