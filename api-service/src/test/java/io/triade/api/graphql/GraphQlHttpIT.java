package io.triade.api.graphql;

import static io.triade.api.graphql.Asking.JSON;
import static io.triade.api.graphql.Asking.encoded;
import static io.triade.api.graphql.Asking.error;
import static io.triade.api.graphql.Documents.RUN_ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// GraphQL over HTTP: methods, media types, statuses, and what is refused.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class GraphQlHttpIT {
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

        assertThat(List.of(failed, changed))
                .allMatch(answer -> answer.header("cache-control").equals("no-store"))
                .allMatch(answer -> answer.header("etag").isEmpty());
    }

    @Test
    void servesItsSchemaToEverybody() {
        var answer = Client.send(Client.request("/graphql/schema.graphql"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.raw().body()).contains("type Subscription {");
    }
}
