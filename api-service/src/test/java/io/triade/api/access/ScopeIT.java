package io.triade.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import io.triade.api.RawSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A token without the scope for something is refused the same at each door, and no tier is asked.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class ScopeIT {
    private static final String RUN =
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}]}";

    FakeIssuer issuer;
    FakeTier tier;

    private String token(String scope) {
        var claims = issuer.claims();
        claims.setStringClaim("scope", scope);
        return issuer.sign(claims);
    }

    private static Client.Answer send(String method, String path, String token, String body) {
        var request = Client.request(path, token).header("content-type", "application/json");
        return Client.send(body == null ? request.GET() : request.method(method, BodyPublishers.ofString(body)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            POST   | /v1/runs                      | RUN                                                                    | triade/generate
            POST   | /v1/sessions/s_1/turns        | {"text":"a"}                                                           | triade/generate
            POST   | /v1/sessions                  | {}                                                                     | triade/write
            PATCH  | /v1/sessions/s_1              | {"title":"a"}                                                          | triade/write
            POST   | /v1/channels/shared:x/messages | {"data":1}                                                            | triade/write
            GET    | /v1/runs                      |                                                                        | triade/read
            GET    | /v1/channels/shared:x/messages |                                                                       | triade/read
            GET    | /v1/sessions/s_1              |                                                                        | triade/read
            GET    | /v1/runs/r_1                  |                                                                        | triade/generate
            POST   | /openai/v1/chat/completions   | {"model":"m","messages":[{"role":"user","content":"a"}]}               | triade/generate
            POST   | /openai/v1/responses          | {"model":"m","input":"a"}                                              | triade/generate
            POST   | /openai/v1/embeddings         | {"model":"m","input":"a"}                                              | triade/generate
            POST   | /anthropic/v1/messages        | {"model":"m","max_tokens":5,"messages":[{"role":"user","content":"a"}]} | triade/generate
            """)
    void isDemandedAtEachDoor(String method, String path, String body, String scope) {
        tier.plays(FakeTier.problem(409, "conflict", "The tier was asked."));
        String sent = "RUN".equals(body) ? RUN : body;

        var without = send(method, path, token("openid"), sent);
        boolean asked = tier.wasAsked();
        send(method, path, token("openid " + scope), sent);

        assertThat(without.status()).as(without.raw().body()).isEqualTo(403);
        assertThat(without.raw().body()).contains(scope);
        assertThat(asked).isFalse();
        assertThat(tier.wasAsked()).isTrue();
    }

    @Test
    void isDemandedOnTheSocket() throws Exception {
        tier.plays(FakeTier.events(FakeTier.STARTED, FakeTier.COMPLETED));
        try (var socket = RawSocket.handshake(
                Client.base().getPort(),
                "/v1/realtime",
                Map.of(
                        "Sec-WebSocket-Protocol",
                        "triade.v1",
                        "Authorization",
                        "Bearer " + token("openid triade/read")))) {
            socket.next("ready");
            socket.say("{\"type\":\"start\",\"ref\":\"a\",\"run\":" + RUN + "}");
            var refused = socket.next();

            assertThat(refused.toString()).contains("triade/generate").contains("forbidden");
            assertThat(tier.wasAsked()).isFalse();
        }
    }
}
