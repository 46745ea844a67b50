package io.triade.api.graphql;

import static io.triade.api.graphql.Asking.JSON;
import static io.triade.api.graphql.Asking.encoded;
import static io.triade.api.graphql.Documents.RUN_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.api.Client;
import io.triade.api.FakeIssuer;
import io.triade.api.FakeTier;
import io.triade.api.Neighbours;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which queries the tiers are spared, counted at the tier.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class CachedAnswersIT {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final String RUN = Documents.run("succeeded", "one");
    private static final String SESSIONS = "{\"items\":[" + Documents.session("one") + "]}";

    FakeIssuer issuer;
    FakeTier tier;

    /// A subject of its own for each test: nobody else's answers, nobody else's changes.
    private final String subject = "s" + NEXT.incrementAndGet();

    @BeforeEach
    void isHeardOfChanges() {
        tier.plays(FakeTier.json(200, RUN));
        await().until(tier::isListenedTo);
        await().until(() -> {
            ask("{ run(id: \"r_probe\") { id } }");
            return ask("{ run(id: \"r_probe\") { id } }").header("cache-status").contains("hit");
        });
        tier.plays(FakeTier.json(200, RUN));
    }

    private String token(String tenant, String who, String scope, String role) {
        var claims = issuer.claims();
        claims.setStringClaim("tenant", tenant);
        claims.setSubject(who);
        claims.setStringClaim("scope", scope);
        claims.setStringListClaim("roles", java.util.List.of(role));
        return issuer.sign(claims);
    }

    private String token() {
        return token("acme", subject, "triade/read triade/write triade/generate", "admin");
    }

    private Client.Answer ask(String query) {
        return ask(query, token());
    }

    private static Client.Answer ask(String query, String token) {
        return Client.send(request(query, token));
    }

    private static HttpRequest.Builder request(String query, String token) {
        return Client.request("/graphql", token)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(
                        JSON.createObjectNode().put("query", query).toString()));
    }

    @Test
    void answersAgainWithoutAskingTheTier() {
        String query = "{ run(id: \"%s\") { output state } me { subject } }".formatted(RUN_ID);

        var first = ask(query);
        var second = ask(query);
        var byGet = Client.send(Client.request("/graphql?query=" + encoded(query), token())
                .header("if-none-match", first.header("etag")));

        assertThat(tier.asked()).isEqualTo(1);
        assertThat(first.header("cache-control")).isEqualTo("private, max-age=60");
        assertThat(first.header("cache-status")).isEqualTo("triade; fwd=miss; stored");
        assertThat(first.header("age")).isEmpty();
        assertThat(second.raw().body()).isEqualTo(first.raw().body());
        assertThat(second.header("cache-control")).isEqualTo("private, max-age=60");
        assertThat(second.header("cache-status")).matches("triade; hit; ttl=(60|59)");
        assertThat(second.header("age")).matches("[01]");
        assertThat(second.header("etag")).isEqualTo(first.header("etag"));
        assertThat(byGet.status()).isEqualTo(304);
        assertThat(byGet.header("cache-status")).contains("hit");
    }

    @Test
    void countsHitsAndMisses() {
        double hits = counted("hit");
        double misses = counted("miss");
        String query = "{ run(id: \"%s\") { id output } }".formatted(RUN_ID);
        for (int i = 0; i < 3; i++) ask(query);

        assertThat(counted("hit") - hits).isEqualTo(2);
        assertThat(counted("miss") - misses).isEqualTo(1);
    }

    private static double counted(String outcome) {
        String name = "triade_graphql_cache_queries_total{outcome=\"" + outcome + "\"}";
        return Client.send(Client.request("/q/metrics"))
                .raw()
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            globex | %s  | triade/read triade/generate | admin
            acme   | bob | triade/read triade/generate | admin
            acme   | %s  | triade/read triade/write    | admin
            acme   | %s  | triade/read triade/generate | user
            """)
    void givesAPrivateAnswerToNobodyElse(String tenant, String who, String scope, String role) {
        String query = "{ run(id: \"%s\") { output } }".formatted(RUN_ID);
        String ana = token("acme", subject, "triade/read triade/generate", "admin");
        ask(query, ana);
        tier.plays(FakeTier.problem(404, "not-found", "There is no such run of yours."));

        var other = ask(query, token(tenant, who.formatted(subject), scope, role));

        assertThat(other.body().at("/errors/0/extensions/status").asInt()).isEqualTo(404);
        assertThat(other.header("cache-control")).isEqualTo("no-store");
        assertThat(tier.asked()).isEqualTo(1);
        assertThat(ask(query, ana).body().at("/data/run/output").asText()).isEqualTo("one");
        assertThat(ask(query, token("acme", subject, "openid", "admin"))
                        .body()
                        .at("/errors/0/extensions/status")
                        .asInt())
                .isEqualTo(403);
    }

    @Test
    void givesASharedAnswerToTheTenantAndToNoOther() {
        // Given
        tier.plays(FakeTier.json(200, "{\"items\":[{\"id\":\"m\",\"name\":\"m\",\"standard\":true}]}"));
        String tenant = "t" + subject;
        String query = "{ models { id name } }";

        // When
        var first = ask(query, token(tenant, "ana", "openid", "user"));
        var second = ask(query, token(tenant, "bob", "openid", "user"));
        ask(query, token(tenant + "x", "ana", "openid", "user"));
        ask(query, token(tenant, "ana", "openid", "admin"));
        ask("{ models { id name } me { subject } }", token(tenant, "bob", "openid", "user"));

        // Then
        assertThat(first.header("cache-control")).isEqualTo("public, max-age=60");
        assertThat(first.header("vary")).contains("authorization");
        assertThat(second.header("cache-status")).contains("hit");
        assertThat(tier.asked()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"%1$s\",\"state\":\"running\"}",
                "{\"items\":[{\"id\":\"%1$s\",\"state\":\"queued\"}]}",
            })
    void keepsNothingThatGoesOn(String answer) {
        tier.plays(FakeTier.json(200, answer.formatted(RUN_ID).replace("\"state\"", """
                        "output":"","lastOffset":3,"attempts":1,"onDisconnect":"continue",\
                        "onInterruption":"continue","createdAt":"2026-11-26T00:00:00Z","state\"""")));
        String query = answer.contains("items") ? "{ runs { items { id } } }" : "{ run(id: \"r_1\") { state } }";

        var first = ask(query);
        ask(query);

        assertThat(first.body().has("errors")).isFalse();
        assertThat(first.header("cache-control")).isEqualTo("private, no-cache");
        assertThat(tier.asked()).isEqualTo(2);
    }

    @Test
    void keepsNeitherWhatFailedNorWhatNobodySaidMayBeKept() {
        tier.plays(
                FakeTier.problem(502, "upstream-failed", "It broke."),
                FakeTier.json(200, RUN),
                FakeTier.json(200, "{\"items\":[],\"cursor\":\"c\",\"more\":false}"));
        String run = "{ run(id: \"r_1\") { id } me { subject } }";

        assertThat(ask(run).body().has("errors")).isTrue();
        assertThat(ask(run).body().has("errors")).isFalse();
        ask("{ changes { cursor } }");
        var changes = ask("{ changes { cursor } }");

        assertThat(changes.header("cache-control")).isEqualTo("private, no-cache");
        assertThat(tier.asked()).isEqualTo(4);
    }

    @Test
    void doesAsTheRequestSays() {
        String query = "{ run(id: \"%s\") { createdAt } }".formatted(RUN_ID);
        ask(query);

        var refreshed = Client.send(request(query, token()).header("cache-control", "no-cache"));
        var none = Client.send(request(query, token()).header("cache-control", "max-age=0"));
        var kept = Client.send(request(query, token()).header("cache-control", "max-age=50"));
        var unstored =
                Client.send(request("{ run(id: \"r_9\") { id } }", token()).header("cache-control", "no-store"));

        assertThat(refreshed.header("cache-status")).isEqualTo("triade; fwd=request; stored");
        assertThat(none.header("cache-status")).isEqualTo("triade; fwd=request; stored");
        assertThat(kept.header("cache-status")).contains("hit");
        assertThat(unstored.header("cache-status")).isEqualTo("triade; fwd=request");
        assertThat(tier.asked()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { run(id: "r_01hzzzzzzzzzzzzzzzzzzzzzzz") { attempts } } | run:r_01hzzzzzzzzzzzzzzzzzzzzzzz | run:r_2
            { sessions { items { title } } }                         | sessions                         | runs
            { session(id: "s_1") { title } }                         | session:s_1                      | session:s_2
            """)
    void asksAgainOnceSomethingThatItShowsChangedAnywhere(String query, String thing, String other) {
        tier.plays(FakeTier.json(
                200,
                query.contains("sessions") ? SESSIONS : query.contains("session") ? Documents.session("one") : RUN));
        ask(query);
        tier.changed("acme#" + subject, other);
        tier.changed("acme#somebody", thing);
        assertThat(ask(query).header("cache-status")).contains("hit");

        tier.changed("acme#" + subject, thing);

        await().until(() -> !ask(query).header("cache-status").contains("hit"));
        await().until(() -> ask(query).header("cache-status").contains("hit"));
        assertThat(tier.asked()).isGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"graphql", "rest", "openai"})
    void showsWhoeverChangedSomethingWhatBecameOfIt(String door) {
        // Given
        boolean runs = door.equals("openai");
        String query = runs ? "{ runs { next } }" : "{ session(id: \"s_1\") { title version } }";
        tier.plays(FakeTier.json(200, runs ? "{\"items\":[]}" : Documents.session("one")));
        ask(query);
        assertThat(ask(query).header("cache-status")).contains("hit");
        tier.plays(FakeTier.json(200, runs ? RUN : Documents.session("two")));

        // When
        switch (door) {
            case "graphql" -> ask("mutation { changeSession(id: \"s_1\", input: {title: \"two\"}) { title } }");
            case "rest" ->
                Client.send(Client.request("/v1/sessions/s_1", token())
                        .header("content-type", "application/json")
                        .method("PATCH", BodyPublishers.ofString("{\"title\":\"two\"}")));
            default -> Client.post("/openai/v1/responses", token(), """
                    {"model":"m","input":"hi","background":true}""");
        }
        tier.plays(FakeTier.json(200, runs ? "{\"items\":[],\"next\":\"c\"}" : Documents.session("two")));

        // Then
        var answer = ask(query);
        assertThat(tier.asked()).isEqualTo(1);
        assertThat(answer.body().toString()).contains(runs ? "\"next\":\"c\"" : "two");
    }

    @Test
    void trustsNothingWhileItHearsOfNoChanges() {
        String query = "{ run(id: \"%s\") { lastOffset } }".formatted(RUN_ID);
        ask(query);
        tier.tellsNoMore();

        await().until(() -> !ask(query).header("cache-status").contains("hit"));
        await().until(() -> ask(query).header("cache-status").contains("hit"));
    }

    @Test
    void asksForEachMutation() {
        tier.plays(FakeTier.json(200, Documents.session("two")));
        String mutation = "mutation { changeSession(id: \"s_1\", input: {title: \"two\"}) { title } }";

        var first = ask(mutation);
        ask(mutation);

        assertThat(tier.asked()).isEqualTo(2);
        assertThat(first.header("cache-control")).isEqualTo("no-store");
        assertThat(first.header("cache-status")).isEmpty();
    }

    @Test
    void tellsVariablesApart() {
        String query = "query($id: ID!) { run(id: $id) { model } }";
        for (String id : new String[] {"r_1", "r_2", "r_1"}) {
            Client.send(Client.request("/graphql", token())
                    .header("content-type", "application/json")
                    .POST(BodyPublishers.ofString(
                            JSON.valueToTree(Map.of("query", query, "variables", Map.of("id", id)))
                                    .toString())));
        }

        assertThat(tier.asked()).isEqualTo(2);
    }
}
