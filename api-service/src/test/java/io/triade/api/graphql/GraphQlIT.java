package io.triade.api.graphql;

import static io.triade.api.graphql.Asking.JSON;
import static io.triade.api.graphql.Asking.RESPONSE;
import static io.triade.api.graphql.Asking.error;
import static io.triade.api.graphql.Documents.RUN_ID;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What can be asked and done at the GraphQL door, against tiers that do as they are told.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class GraphQlIT {
    FakeIssuer issuer;
    FakeTier tier;

    private Client.Answer ask(String query) {
        return new Asking(issuer).ask(query);
    }

    private Client.Answer ask(Map<String, ?> request) {
        return new Asking(issuer).ask(request);
    }

    private HttpRequest.Builder posted(String body) {
        return new Asking(issuer).posted(body);
    }

    @Test
    void readsARun() {
        tier.plays(FakeTier.json(200, Documents.run("succeeded", "hello")));

        var answer =
                ask("{ run(id: \"%s\") { id state output lastOffset stopReason sessionId usage { outputTokens } } }"
                        .formatted(RUN_ID));

        assertThat(answer.raw().body()).isEqualTo("""
                {"data":{"run":{"id":"%s","state":"SUCCEEDED","output":"hello","lastOffset":3,\
                "stopReason":"END_TURN","sessionId":null,"usage":{"outputTokens":2}}}}""".formatted(RUN_ID));
        assertThat(answer.header("content-type")).isEqualTo(RESPONSE + "; charset=utf-8");
        assertThat(tier.seen().uri()).isEqualTo("/v1/runs/" + RUN_ID);
    }

    @Test
    void saysWhoIsCalling() {
        assertThat(ask("{ me { tenant subject roles } }").body().at("/data/me")).hasToString("""
                {"tenant":"acme","subject":"ana","roles":["admin"]}""");
    }

    @Test
    void asksForAPageWithItsFilter() {
        tier.plays(FakeTier.json(200, "{\"items\":[],\"next\":\"c2\"}"));

        var answer = ask(Map.of(
                "query",
                "query($n: Int!) { runs(filter: {state: RUNNING, sessionId: \"s&1\"}, first: $n, after: \"a b\") {"
                        + " items { id } next } }",
                "variables",
                Map.of("n", 7)));

        assertThat(answer.body().at("/data/runs")).hasToString("{\"items\":[],\"next\":\"c2\"}");
        assertThat(tier.seen().uri()).isEqualTo("/v1/runs?limit=7&cursor=a+b&state=running&sessionId=s%261");
    }

    @Test
    void generatesWithinTheRequest() {
        // Given
        tier.plays(FakeTier.json(200, Documents.run("succeeded", "hello")));

        // When
        var answer = ask(Map.of(
                "query",
                "mutation($input: RunInput!) { generate(input: $input, idempotencyKey: \"k-1\") { state output } }",
                "variables",
                Map.of(
                        "input",
                        Map.of(
                                "onDisconnect",
                                "CANCEL",
                                "messages",
                                List.of(Map.of(
                                        "role",
                                        "USER",
                                        "content",
                                        List.of(
                                                Map.of("text", "hi"),
                                                Map.of("image", Map.of("format", "PNG", "base64", "AA=="))))),
                                "parameters",
                                Map.of("maxTokens", 5, "temperature", 0.5)))));

        // Then
        assertThat(answer.body().at("/data/generate")).hasToString("{\"state\":\"SUCCEEDED\",\"output\":\"hello\"}");
        var seen = tier.seen();
        assertThat(seen.method() + " " + seen.uri()).isEqualTo("POST /v1/runs");
        assertThat(seen.headers().getFirst("prefer")).isEqualTo("wait=25");
        assertThat(seen.headers().getFirst("idempotency-key")).isEqualTo("k-1");
        assertThat(json(seen.body())).isEqualTo(json("""
                {"onDisconnect":"cancel","parameters":{"maxTokens":5,"temperature":0.5},"messages":[{"role":"user",
                "content":[{"type":"text","text":"hi"},{"type":"image","format":"png","base64":"AA=="}]}]}"""));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException broken) {
            throw new AssertionError(text, broken);
        }
    }

    @Test
    void answersWithTheRunAsItStandsWhenItTakesLonger() {
        tier.plays(FakeTier.json(202, Documents.run("running", "so far")));

        var answer = ask("mutation { generate(wait: 1, input: {messages: [{role: USER, content: [{text: \"a\"}]}]}) {"
                + " id state output } }");

        assertThat(answer.body().at("/data/generate")).hasToString("""
                {"id":"%s","state":"RUNNING","output":"so far"}""".formatted(RUN_ID));
        assertThat(tier.seen().headers().getFirst("prefer")).isEqualTo("wait=1");
    }

    @Test
    void endsTheCallBehindWhenTheCallerLeaves() throws Exception {
        // Given
        var begun = new CompletableFuture<Boolean>();
        var left = new CompletableFuture<Boolean>();
        tier.plays(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                while (true) {
                    out.write(' ');
                    out.flush();
                    begun.complete(true);
                }
            } catch (IOException gone) {
                left.complete(true);
            }
        });

        // When
        var asked = Client.sendAsync(posted(JSON.createObjectNode()
                .put(
                        "query",
                        "mutation { generate(input: {messages: [{role: USER, content: [{text: \"a\"}]}]}) { id } }")
                .toString()));
        begun.get(5, TimeUnit.SECONDS);
        asked.cancel(true);

        // Then
        assertThat(left.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void startsWithoutWaiting() {
        tier.plays(FakeTier.json(202, Documents.run("queued", "")));

        var answer =
                ask("mutation { startRun(input: {messages: [{role: USER, content: [{text: \"a\"}]}]}) { state } }");

        assertThat(answer.body().at("/data/startRun/state").asText()).isEqualTo("QUEUED");
        assertThat(tier.seen().headers().getFirst("prefer")).isEqualTo("respond-async");
    }

    @Test
    void cancelsARun() {
        tier.plays(FakeTier.json(200, Documents.run("cancelled", "")));

        assertThat(ask("mutation { cancelRun(id: \"%s\") { state } }".formatted(RUN_ID))
                        .body()
                        .at("/data/cancelRun/state")
                        .asText())
                .isEqualTo("CANCELLED");
        assertThat(tier.seen().method()).isEqualTo("DELETE");
    }

    @Test
    void opensChangesAndDeletesASession() {
        // Given
        tier.plays(
                FakeTier.json(201, Documents.session("one")),
                FakeTier.json(200, Documents.session("two")),
                FakeTier.answer(204, "application/json", ""));

        // When
        var answer = ask("""
                mutation {
                  createSession(input: {title: "one"}) { title model }
                  changeSession(id: "s_1", input: {title: "two"}) { title }
                  deleteSession(id: "s_1")
                }""");

        // Then
        assertThat(answer.body().path("data")).hasToString("""
                {"createSession":{"title":"one","model":null},"changeSession":{"title":"two"},"deleteSession":"s_1"}""");
        assertThat(tier.seen().body()).isEqualTo("{\"title\":\"one\"}");
        assertThat(tier.seen().method()).isEqualTo("PATCH");
        assertThat(tier.seen().method()).isEqualTo("DELETE");
    }

    @Test
    void changesAVersionOfASessionAndSaysWhatStandsInTheWay() {
        // Given
        tier.plays(FakeTier.answer(412, "application/problem+json", """
                {"type":"/problems/version-conflict","title":"Refused","status":412,"detail":"Session s_1 is at 3.",
                "traceId":"0af7651916cd43dd8448eb211c80319c","current":{"id":"s_1","title":"theirs","version":3}}"""));

        // When
        var answer = ask("""
                mutation { changeSession(id: "s_1", input: {title: "mine"}, baseVersion: 2, resolution: MERGE) { title } }""");

        // Then
        var seen = tier.seen();
        assertThat(seen.uri()).isEqualTo("/v1/sessions/s_1?resolution=merge");
        assertThat(seen.headers().getFirst("if-match")).isEqualTo("\"2\"");
        assertThat(error(answer).at("/extensions/type").asText()).isEqualTo("/problems/version-conflict");
        assertThat(error(answer).at("/extensions/current"))
                .hasToString("{\"id\":\"s_1\",\"title\":\"theirs\",\"version\":3}");
    }

    @Test
    void createsASessionUnderTheClientsOwnId() {
        tier.plays(FakeTier.json(200, Documents.session("one")));

        ask("mutation { createSession(id: \"s_mine\", input: {title: \"one\"}) { id } }");

        var seen = tier.seen();
        assertThat(seen.method() + " " + seen.uri()).isEqualTo("PUT /v1/sessions/s_mine");
    }

    @Test
    void tellsWhatChangedSinceACursor() {
        tier.plays(FakeTier.json(
                200,
                "{\"items\":[{\"type\":\"session\",\"session\":" + Documents.session("one")
                        + "},{\"type\":\"tombstone\",\"tombstone\":"
                        + "{\"id\":\"s_2\",\"version\":4,\"deletedAt\":\"2026-11-26T00:00:00Z\"}}],"
                        + "\"cursor\":\"c2\",\"more\":true}"));

        var answer = ask("""
                { changes(since: "c/1", first: 2) { cursor more items { __typename
                  ... on SessionChanged { session { title version } } ... on SessionDeleted { tombstone { id } } } } }""");

        assertThat(answer.body().at("/data/changes")).hasToString("""
                {"cursor":"c2","more":true,"items":[\
                {"__typename":"SessionChanged","session":{"title":"one","version":1}},\
                {"__typename":"SessionDeleted","tombstone":{"id":"s_2"}}]}""");
        assertThat(tier.seen().uri()).isEqualTo("/v1/sessions/changes?limit=2&since=c%2F1");
    }

    @Test
    void readsASessionWithItsTurns() {
        tier.plays(
                FakeTier.json(200, Documents.session("one")),
                FakeTier.json(200, "{\"items\":[" + Documents.turn("said") + "]}"));

        assertThat(ask("{ session(id: \"s_1\") { title turns(first: 2) { items { output } next } } }")
                        .body()
                        .at("/data/session"))
                .hasToString("{\"title\":\"one\",\"turns\":{\"items\":[{\"output\":\"said\"}],\"next\":null}}");
        assertThat(tier.seen().uri()).isEqualTo("/v1/sessions/s_1");
        assertThat(tier.seen().uri()).isEqualTo("/v1/sessions/s_1/turns?limit=2");
    }

    @Test
    void takesATurnAndPublishes() {
        tier.plays(FakeTier.json(200, Documents.turn("said")), FakeTier.answer(202, "application/json", ""));

        var answer = ask("""
                mutation { turn(sessionId: "s_1", input: {text: "hi"}) { output }
                           publish(channel: "me:x", data: {n: 1, list: [true, null, 1.5]}) }""");

        assertThat(answer.body().path("data")).hasToString("{\"turn\":{\"output\":\"said\"},\"publish\":true}");
        assertThat(tier.seen().uri()).isEqualTo("/v1/sessions/s_1/turns");
        var published = tier.seen();
        assertThat(published.uri()).isEqualTo("/v1/channels/me:x/messages");
        assertThat(published.body()).isEqualTo("{\"data\":{\"n\":1,\"list\":[true,null,1.5]}}");
    }

    @Test
    void givesTheProblemThatRestWouldGive() {
        tier.plays(FakeTier.problem(404, "not-found", "There is no run r_x."));

        var answer = ask("{ run(id: \"%s\") { id } me { subject } }".formatted(RUN_ID));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("data")).hasToString("{\"run\":null,\"me\":{\"subject\":\"ana\"}}");
        assertThat(error(answer).path("path")).hasToString("[\"run\"]");
        assertThat(error(answer).at("/extensions/type").asText()).isEqualTo("/problems/not-found");
        assertThat(error(answer).at("/extensions/status").asInt()).isEqualTo(404);
        assertThat(error(answer).at("/extensions/detail").asText()).isEqualTo("There is no run r_x.");
        assertThat(error(answer).at("/extensions/traceId").asText()).matches("[0-9a-f]{32}");
    }

    @Test
    void namesTheArgumentThatIsWrong() {
        tier.plays(FakeTier.json(200, "{}"));

        var answer = ask("{ run(id: \"../me\") { id } }");

        assertThat(error(answer).at("/extensions/errors/0/pointer").asText()).isEqualTo("id");
        assertThat(tier.wasAsked()).isFalse();
    }
}
