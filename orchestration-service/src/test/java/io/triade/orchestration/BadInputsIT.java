package io.triade.orchestration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.orchestration.Client.Answer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is refused, how, and that nothing is left of it.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class BadInputsIT {
    private final Client ana = Client.of("acme", "bad-inputs");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {                                              | 400 | malformed-body |
            ''                                             | 400 | malformed-body |
            null                                           | 400 | malformed-body |
            []                                             | 422 | invalid-field  |
            "text"                                         | 422 | invalid-field  |
            {"title":"a","title":"b"}                      | 400 | malformed-body |
            {"title":"a"} trailing                         | 400 | malformed-body |
            {"name":"a"}                                   | 422 | invalid-field  | /name
            {"title":7}                                    | 422 | invalid-field  | /title
            {"title":["a"]}                                | 422 | invalid-field  | /title
            {"title":""}                                   | 422 | invalid-field  | /title
            {"title":"  "}                                 | 422 | invalid-field  | /title
            {"title":"LONG"}                               | 422 | invalid-field  | /title
            {"title":"\\ud83d"}                            | 422 | invalid-field  | /title
            {"model":""}                                   | 422 | invalid-field  | /model
            {"model":true}                                 | 422 | invalid-field  | /model
            """)
    void refusesSessionsItCannotKeep(String body, int status, String slug, String pointer) {
        String sent = body.replace("LONG", "x".repeat(201));
        String session = ana.session();
        int before = ana.get("/v1/sessions?limit=100").body().path("items").size();

        assertRefused(ana.post("/v1/sessions", sent), status, slug, pointer);
        assertRefused(ana.patch("/v1/sessions/" + session, sent), status, slug, pointer);

        assertThat(ana.get("/v1/sessions?limit=100").body().path("items")).hasSize(before);
        assertThat(ana.get("/v1/sessions/" + session).body().has("title")).isFalse();
        assertThat(ana.delete("/v1/sessions/" + session).status()).isEqualTo(204);
    }

    @Test
    void refusesAChangeThatChangesNothing() {
        String session = ana.session();

        assertRefused(ana.patch("/v1/sessions/" + session, "{}"), 422, "invalid-field", null);
        assertRefused(ana.patch("/v1/sessions/" + session, "{\"title\":null}"), 422, "invalid-field", null);
        assertThat(ana.delete("/v1/sessions/" + session).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"text":                                                     | 400 | malformed-body |
            ''                                                           | 400 | malformed-body |
            {}                                                           | 422 | invalid-field | /text
            {"text":null}                                                | 422 | invalid-field | /text
            {"text":1}                                                   | 422 | invalid-field | /text
            {"text":""}                                                  | 422 | invalid-field | /text
            {"text":"\\n "}                                              | 422 | invalid-field | /text
            {"text":"LONG"}                                              | 422 | invalid-field | /text
            {"text":"a\\udc00"}                                          | 422 | invalid-field | /text
            {"text":"a","role":"user"}                                   | 422 | invalid-field | /role
            {"text":"a","model":""}                                      | 422 | invalid-field | /model
            {"text":"a","parentId":"r_nobody"}                           | 422 | invalid-field | /parentId
            {"text":"a","parentId":""}                                   | 422 | invalid-field | /parentId
            {"text":"a","parentId":"r_01jd0000000000000000000000"}       | 422 | invalid-field | /parentId
            {"text":"a","parameters":{"maxTokens":0}}                    | 422 | invalid-field | /parameters/maxTokens
            {"text":"a","parameters":{"maxTokens":"7"}}                  | 422 | invalid-field | /parameters/maxTokens
            {"text":"a","parameters":{"temperature":3}}                  | 422 | invalid-field | /parameters/temperature
            {"text":"refuse 422 unknown-model"}                          | 422 | unknown-model |
            """)
    void refusesTurnsItCannotAsk(String body, int status, String slug, String pointer) {
        String sent = body.replace("LONG", "x".repeat(100_001));
        String session = ana.session();
        String path = "/v1/sessions/" + session + "/turns";

        assertRefused(ana.post(path, sent), status, slug, pointer);
        var streamed = ana.request(path)
                .header("content-type", "application/json")
                .header("accept", "text/event-stream")
                .POST(BodyPublishers.ofString(sent));
        assertRefused(Client.send(streamed), status, slug, pointer);

        assertThat(ana.turns(session)).isEmpty();
        assertThat(ana.delete("/v1/sessions/" + session).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/sessions?limit=0                                         | 422 | invalid-field | limit
            /v1/sessions?limit=101                                       | 422 | invalid-field | limit
            /v1/sessions?limit=ten                                       | 422 | invalid-field | limit
            /v1/sessions?cursor=garbage                                  | 422 | invalid-field | cursor
            /v1/sessions/SESSION/turns?limit=-1                          | 422 | invalid-field | limit
            /v1/sessions/SESSION/turns?cursor=AAAAAAAAAAAAAAAAAAAA       | 422 | invalid-field | cursor
            /v1/sessions/unknown                                         | 404 | not-found     |
            /v1/sessions/s_01jd0000000000000000000000                    | 404 | not-found     |
            /v1/sessions/s_01jd0000000000000000000000/turns              | 404 | not-found     |
            /v1/sessions/SESSION/turns/r_01jd0000000000000000000000      | 404 | not-found     |
            /v1/sessions/SESSION/turns/%23                               | 404 | not-found     |
            /v1/nothing                                                  | 404 | not-found     |
            """)
    void refusesWhatCannotBeRead(String path, int status, String slug, String pointer) {
        String session = ana.session();

        assertRefused(ana.get(path.replace("SESSION", session)), status, slug, pointer);
    }

    @Test
    void refusesOtherMethodsMediaTypesAndSizes() {
        String session = ana.session();
        String path = "/v1/sessions/" + session;
        var text = ana.request(path + "/turns")
                .header("content-type", "text/plain")
                .POST(BodyPublishers.ofString("hi"));
        var xml = ana.request(path).header("accept", "application/xml").GET();
        var post = ana.request(path).header("content-type", "application/json").POST(BodyPublishers.ofString("{}"));

        assertRefused(Client.send(text), 415, "unsupported-media-type", null);
        assertRefused(Client.send(xml), 406, "not-acceptable", null);
        assertRefused(Client.send(post), 405, "method-not-allowed", null);
        assertThat(ana.turns(session)).isEmpty();
    }

    @Test
    void answersARequestWithoutAHostAsAnyOther() throws IOException {
        try (var socket = new Socket("localhost", URI.create(ana.url()).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET /v1/sessions HTTP/1.1\r\nConnection: close\r\n\r\n".getBytes(UTF_8));

            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json", "/problems/bad-request", "'Host' header is required");
        }
    }

    @Test
    void refusesWhoIsNotOneOfOurTiers() {
        var nobody = new Client("x", ana.url());

        assertRefused(nobody.get("/v1/sessions"), 401, "unauthenticated", null);
        assertRefused(nobody.post("/v1/sessions", "{}"), 401, "unauthenticated", null);
        assertThat(nobody.get("/q/health/ready").status()).isEqualTo(200);
    }

    private static void assertRefused(Answer answer, int status, String slug, String pointer) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.raw().headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = answer.body();
        assertThat(problem.path("type").asText()).isEqualTo("/problems/" + slug);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("traceId").asText()).hasSize(32);
        assertThat(answer.raw().body()).doesNotContain("Exception").doesNotContain("io.triade");
        if (pointer != null) {
            assertThat(problem.path("errors").path(0).path("pointer").asText()).isEqualTo(pointer);
        }
    }
}
