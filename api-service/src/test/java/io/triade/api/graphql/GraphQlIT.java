package io.triade.api.graphql;

import static io.triade.api.graphql.Documents.RUN_ID;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// GraphQL over HTTP, against tiers that do as they are told.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class GraphQlIT {
    private static final String RESPONSE = "application/graphql-response+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    FakeIssuer issuer;
    FakeTier tier;

    private Client.Answer ask(String query) {
        return ask(Map.of("query", query));
    }

    private Client.Answer ask(Map<String, ?> request) {
        return Client.send(posted(JSON.valueToTree(request).toString()));
    }

    private HttpRequest.Builder posted(String body) {
        return Client.request("/graphql", issuer.token())
                .header("content-type", "application/json")
                .header("accept", RESPONSE)
                .POST(BodyPublishers.ofString(body));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode error(Client.Answer answer) {
        return answer.body().at("/errors/0");
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
                .put("query", "mutation { generate(input: {messages: [{role: USER, content: [{text: \"a\"}]}]}) { id } }")
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

    @Test
    void refusesWhoHasNoToken() {
        var answer =
                Client.send(Client.request("/graphql").POST(BodyPublishers.ofString("{\"query\":\"{me{subject}}\"}")));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
        assertThat(error(answer).at("/extensions/type").asText()).isEqualTo("/problems/unauthenticated");
    }

    @Test
    void answersQueriesByGetAndNothingElse() {
        String query = "/graphql?query=" + encoded("query($a: Boolean!) { me @include(if: $a) { subject } }")
                + "&variables=" + encoded("{\"a\":true}");
        var mutation =
                Client.get("/graphql?query=" + encoded("mutation { deleteSession(id: \"s_1\") }"), issuer.token());

        assertThat(Client.get(query, issuer.token()).body()).hasToString("{\"data\":{\"me\":{\"subject\":\"ana\"}}}");
        assertThat(mutation.status()).isEqualTo(405);
        assertThat(mutation.header("allow")).isEqualTo("POST");
    }

    @Test
    void remembersAQueryByItsHash() throws Exception {
        // Given
        String query = "{ me { subject tenant } }";
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(query.getBytes(StandardCharsets.UTF_8)));
        var extensions = Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", hash));

        // When
        var unknown = ask(Map.of("extensions", extensions));
        var told = ask(Map.of("query", query, "extensions", extensions));
        var known = Client.get("/graphql?extensions=" + encoded(JSON.writeValueAsString(extensions)), issuer.token());
        var lie = ask(Map.of("query", "{ me { tenant } }", "extensions", extensions));

        // Then
        assertThat(error(unknown).path("message").asText()).isEqualTo("PersistedQueryNotFound");
        assertThat(error(unknown).at("/extensions/code").asText()).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
        assertThat(told.body().at("/data/me/subject").asText()).isEqualTo("ana");
        assertThat(known.body()).isEqualTo(told.body());
        assertThat(error(lie).path("message").asText()).contains("another query's hash");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {                                     | application/graphql-response+json | 400
            {                                     | application/json                  | 200
            { nothing }                           | application/graphql-response+json | 400
            query($id: ID!) { run(id: $id) {id} } | application/graphql-response+json | 400
            query($id: ID!) { run(id: $id) {id} } | application/json                  | 200
            { __typename }                        | application/graphql-response+json | 200
            { __typename }                        | text/html                         | 406
            """)
    void hasAStatusForEachMediaType(String query, String accept, int status) {
        String body = JSON.createObjectNode().put("query", query).toString();
        var answer = Client.send(Client.request("/graphql", issuer.token())
                .header("content-type", "application/json")
                .header("accept", accept)
                .POST(BodyPublishers.ofString(body)));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().has("data")).isEqualTo(query.contains("__typename") && status == 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "[{\"query\":\"{__typename}\"}]",
                "{\"query\":1}",
                "{\"query\":\"{__typename}\",\"query\":\"{me{subject}}\"}",
                "{\"query\":\"{__typename}\",\"variables\":[]}",
                "{\"query\":\"{__typename}\",\"operationName\":{}}",
                "{}"
            })
    void refusesWhatIsNoRequest(String body) {
        var answer = Client.send(posted(body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(error(answer).at("/extensions/status").asInt()).isEqualTo(400);
    }

    @Test
    void refusesDeepAndHugeBodiesInLessThanASecond() {
        // Given
        String deep = "{\"query\":\"{__typename}\",\"variables\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}";
        String huge = "{\"query\":\"{__typename}\",\"variables\":{\"a\":\"" + "x".repeat(2_000_000) + "\"}}";
        long started = System.nanoTime();

        // When
        int deepStatus = Client.send(posted(deep)).status();
        int hugeStatus = Client.send(posted(huge)).status();

        // Then
        assertThat(deepStatus).isEqualTo(400);
        assertThat(hugeStatus).isEqualTo(413);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void saysWhetherAnAnswerStillHolds() {
        // Given
        tier.plays(FakeTier.json(200, Documents.run("running", "one")));
        String path = "/graphql?query=" + encoded("{ run(id: \"%s\") { output } }".formatted(RUN_ID));

        // When
        var first = Client.get(path, issuer.token());
        var again = Client.send(Client.request(path, issuer.token()).header("if-none-match", first.header("etag")));
        tier.plays(FakeTier.json(200, Documents.run("running", "one two")));
        var changed = Client.send(Client.request(path, issuer.token()).header("if-none-match", first.header("etag")));

        // Then
        assertThat(first.header("cache-control")).isEqualTo("private, no-cache");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.raw().body()).isEmpty();
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("etag")).isNotEqualTo(first.header("etag"));
    }

    @Test
    void letsNobodyKeepWhatFailedOrChangedSomething() {
        tier.plays(FakeTier.problem(404, "not-found", "There is no such run."));
        var failed = Client.get("/graphql?query=" + encoded("{ run(id: \"r_1\") { id } }"), issuer.token());
        tier.plays(FakeTier.answer(204, "application/json", ""));
        var changed = ask("mutation { deleteSession(id: \"s_1\") }");

        assertThat(List.of(failed, changed)).allMatch(answer -> answer.header("cache-control").equals("no-store"))
                .allMatch(answer -> answer.header("etag").isEmpty());
    }

    @Test
    void servesItsSchemaToEverybody() {
        var answer = Client.send(Client.request("/graphql/schema.graphql"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.raw().body()).contains("type Subscription {");
    }
}
