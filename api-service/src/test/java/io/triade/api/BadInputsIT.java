package io.triade.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the edge itself refuses: with which status, as which problem, and without asking a tier.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class BadInputsIT {
    FakeIssuer issuer;
    FakeTier tier;

    @ParameterizedTest
    @ValueSource(strings = {"/v1/runs", "/v1/sessions/s_1/turns", "/v1/sessions", "/openai/v1/responses"})
    void givesABodyUpWhoseEndDoesNotCome(String path) {
        tier.plays(FakeTier.json(200, "{}"));

        assertThat(Client.raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + issuer.token()
                        + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"text\":"))
                .startsWith("HTTP/1.1 400")
                .contains("The body did not arrive within 4 s.");
        assertThat(tier.wasAsked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/sessions", "/openai/v1/models", "/nothing"})
    void answersARequestWithoutAHostAsAnyOther(String path) {
        assertThat(Client.raw("GET " + path + " HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "/problems/bad-request", "'Host' header is required");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /                                  |                  |         | 404 | not-found
            GET    | /v1                                |                  |         | 404 | not-found
            GET    | /v1/nothing                        |                  |         | 404 | not-found
            GET    | /v1/sessions/a.b                   |                  |         | 404 | not-found
            GET    | /v1/sessions/s_1/turns/r_1/more    |                  |         | 404 | not-found
            GET    | /v1/generations                    |                  |         | 404 | not-found
            POST   | /v1/titles                         | application/json | {}      | 404 | not-found
            GET    | /v1/sessions/ID200                 |                  |         | 404 | not-found
            GET    | /v1/sessions/a%2Fb                 |                  |         | 404 | not-found
            GET    | /problems/none                     |                  |         | 404 | not-found
            GET    | /v1/sessions/%2e%2e                |                  |         | 400 | bad-request
            GET    | /v1//models                        |                  |         | 400 | bad-request
            GET    | /v1/models;a=b                     |                  |         | 400 | bad-request
            GET    | /v1/sessions/%00                   |                  |         | 400 | bad-request
            PUT    | /v1/sessions                       | application/json | {}      | 405 | method-not-allowed
            DELETE | /v1/sessions                       |                  |         | 405 | method-not-allowed
            POST   | /v1/sessions/s_1                   | application/json | {}      | 405 | method-not-allowed
            DELETE | /v1/models                         |                  |         | 405 | method-not-allowed
            POST   | /v1/me                             | application/json | {}      | 405 | method-not-allowed
            PATCH  | /v1/sessions/s_1/turns             | application/json | {}      | 405 | method-not-allowed
            BREW   | /v1/sessions                       |                  |         | 405 | method-not-allowed
            TRACE  | /v1/sessions                       |                  |         | 405 | method-not-allowed
            PUT    | /v1/runs                           | application/json | {}      | 405 | method-not-allowed
            DELETE | /v1/runs                           |                  |         | 405 | method-not-allowed
            PATCH  | /v1/runs/r_1                       | application/json | {}      | 405 | method-not-allowed
            POST   | /v1/runs/r_1/events                | application/json | {}      | 405 | method-not-allowed
            PUT    | /v1/channels/me:x/messages         | application/json | {}      | 405 | method-not-allowed
            GET    | /v1/runs/a.b                       |                  |         | 404 | not-found
            GET    | /v1/runs/r_1/event                 |                  |         | 404 | not-found
            GET    | /v1/channels/me:x                  |                  |         | 404 | not-found
            GET    | /v1/runs/r_1/events?after=-1       |                  |         | 422 | invalid-field
            GET    | /v1/runs/r_1/events?after=1e3      |                  |         | 422 | invalid-field
            POST   | /v1/runs                           | text/plain       | hi      | 415 | unsupported-media-type
            POST   | /v1/runs                           | application/json | MB11    | 413 | body-too-large
            POST   | /v1/channels/me:x/messages         | application/json | KB100   | 413 | body-too-large
            POST   | /v1/sessions/s_1/turns             | text/plain       | hi      | 415 | unsupported-media-type
            POST   | /v1/sessions/s_1/turns             | application/xml  | <a/>    | 415 | unsupported-media-type
            POST   | /v1/sessions                       | application/json | KB100   | 413 | body-too-large
            PATCH  | /v1/sessions/s_1                   | application/json | KB100   | 413 | body-too-large
            POST   | /v1/sessions/s_1/turns             | application/json | MB11    | 413 | body-too-large
            POST   | /v1/me                             | application/json | MB11    | 413 | body-too-large
            """)
    void refuses(String method, String path, String type, String body, int status, String slug) {
        // Given
        tier.plays(FakeTier.json(200, "{}"));
        String sent =
                body == null ? "" : body.replace("KB100", "x".repeat(100_000)).replace("MB11", "x".repeat(11_000_000));
        var request = Client.request(path.replace("ID200", "x".repeat(200)), issuer.token())
                .method(method, sent.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(sent));
        if (type != null) request.header("content-type", type);

        // When
        var answer = Client.send(request);

        // Then
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.slug()).isEqualTo(slug);
        assertThat(answer.header("allow").isEmpty()).isEqualTo(status != 405);
        assertThat(answer.body().path("traceId").asText()).hasSize(32).isEqualTo(answer.header("x-request-id"));
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.body().path("detail").asText()).doesNotContain("Exception", "io.quarkus");
        assertThat(tier.wasAsked()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"text/html", "image/png", "application/xml"})
    void refusesATurnInAShapeThatDoesNotExist(String accept) {
        tier.plays(FakeTier.json(200, "{}"));

        var answer = Client.send(Client.request("/v1/sessions/s_1/turns", issuer.token())
                .header("accept", accept)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{}")));

        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.slug()).isEqualTo("not-acceptable");
        assertThat(tier.wasAsked()).isFalse();
    }
}
