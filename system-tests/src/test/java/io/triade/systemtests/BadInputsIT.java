package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a caller can get wrong, each with the status and problem type it must meet; none of it leaves a trace in the
/// store.
@ExtendWith(SuiteExtension.class)
class BadInputsIT {
    private static final String TURNS = "/v1/sessions/{own}/turns";
    private static final String CHAT = "/openai/v1/chat/completions";
    private static final String OPENAI = "openai:";

    private final Suite suite;
    private final Caller ana;
    private final String own;
    private final String foreign;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// One request and what it must be answered with.
    ///
    /// @param expected a problem's slug, or `openai:` and an error type
    private record Bad(String what, String method, String path, Sent sent, int status, String expected) {}

    /// @param token `ana`, `expired`, `stranger`, or the very value
    private record Sent(String token, String contentType, String accept, String body) {
        static Sent json(String body) {
            return new Sent("ana", "application/json", "application/json", body);
        }
    }

    BadInputsIT(Suite suite) throws Exception {
        this.suite = suite;
        ana = suite.caller("ana");
        own = ana.newSession();
        foreign = suite.caller("bruno").newSession();
    }

    @Test
    void areRefusedWithTheRightProblemAndNothingIsStored() throws Exception {
        // Given
        JsonNode sessionsBefore = sessions();
        var verdicts = new SoftAssertions();
        var rows = new ArrayList<Bad>();
        rows.addAll(bodies());
        rows.addAll(credentials());
        rows.addAll(addresses());
        rows.addAll(openAi());

        // When
        System.out.printf("%n| bad input | request | status | type |%n| --- | --- | --: | --- |%n");
        for (Bad bad : rows) judge(bad, send(bad), verdicts);

        // Then
        assertThat(rows).hasSizeGreaterThanOrEqualTo(25);
        verdicts.assertThat(sessions()).as("sessions afterwards").isEqualTo(sessionsBefore);
        verdicts.assertThat(ana.turns(own)).as("turns afterwards").isEmpty();
        verdicts.assertAll();
    }

    private List<Bad> bodies() {
        String nested = "[".repeat(5_000) + "]".repeat(5_000);
        return List.of(
                post("malformed JSON", TURNS, "{\"text\":", 400, "malformed-body"),
                post("empty body", TURNS, "", 400, "malformed-body"),
                post("two objects", TURNS, "{\"text\":\"a\"}{\"text\":\"b\"}", 400, "malformed-body"),
                post("a field twice", TURNS, "{\"text\":\"a\",\"text\":\"b\"}", 400, "malformed-body"),
                post("nested too deeply", TURNS, "{\"text\":" + nested + "}", 422, "invalid-field"),
                post("an array instead of an object", TURNS, "[]", 422, "invalid-field"),
                post("null", TURNS, "null", 400, "malformed-body"),
                post("unknown field", TURNS, "{\"text\":\"a\",\"colour\":\"red\"}", 422, "invalid-field"),
                post("wrong type", TURNS, "{\"text\":7}", 422, "invalid-field"),
                post("missing text", TURNS, "{\"model\":\"local.echo-v1\"}", 422, "invalid-field"),
                post("blank text", TURNS, "{\"text\":\"  \"}", 422, "invalid-field"),
                post("text too long", TURNS, "{\"text\":\"" + "a".repeat(2_000_000) + "\"}", 422, "invalid-field"),
                post(
                        "body over the limit",
                        TURNS,
                        "{\"text\":\"" + "a".repeat(11 << 20) + "\"}",
                        413,
                        "body-too-large"),
                post("unknown model", TURNS, "{\"text\":\"a\",\"model\":\"no.such-model\"}", 422, "unknown-model"),
                post(
                        "negative maxTokens",
                        TURNS,
                        "{\"text\":\"a\",\"parameters\":{\"maxTokens\":-1}}",
                        422,
                        "invalid-field"),
                post(
                        "temperature of 3",
                        TURNS,
                        "{\"text\":\"a\",\"parameters\":{\"temperature\":3}}",
                        422,
                        "invalid-field"),
                post("unknown parent", TURNS, "{\"text\":\"a\",\"parentId\":\"t_nowhere\"}", 422, "invalid-field"),
                post("title too long", "/v1/sessions", "{\"title\":\"" + "t".repeat(201) + "\"}", 422, "invalid-field"),
                post("blank title", "/v1/sessions", "{\"title\":\"\"}", 422, "invalid-field"),
                bad(
                        "unsupported media type",
                        TURNS,
                        new Sent("ana", "text/plain", "application/json", "hello"),
                        415,
                        "unsupported-media-type"),
                bad(
                        "unsupported Accept",
                        TURNS,
                        new Sent("ana", "application/json", "image/png", "{\"text\":\"a\"}"),
                        406,
                        "not-acceptable"));
    }

    private List<Bad> credentials() {
        String body = "{\"text\":\"a\"}";
        return List.of(
                bad(
                        "no token",
                        TURNS,
                        new Sent("", "application/json", "application/json", body),
                        401,
                        "unauthenticated"),
                bad(
                        "expired token",
                        TURNS,
                        new Sent("expired", "application/json", "application/json", body),
                        401,
                        "token-expired"),
                bad(
                        "token of another issuer",
                        TURNS,
                        new Sent("stranger", "application/json", "application/json", body),
                        401,
                        "unauthenticated"),
                bad(
                        "token that is none",
                        TURNS,
                        new Sent("abc", "application/json", "application/json", body),
                        401,
                        "unauthenticated"),
                bad(
                        "no token on a list",
                        "GET",
                        "/v1/sessions",
                        new Sent("", "", "application/json", ""),
                        401,
                        "unauthenticated"));
    }

    private List<Bad> addresses() {
        String body = "{\"text\":\"a\"}";
        var none = Sent.json("");
        return List.of(
                post("unknown session", "/v1/sessions/s_nowhere/turns", body, 404, "not-found"),
                post("another tenant's session", "/v1/sessions/{foreign}/turns", body, 404, "not-found"),
                bad("reading another tenant's session", "GET", "/v1/sessions/{foreign}", none, 404, "not-found"),
                bad("reading another tenant's turns", "GET", "/v1/sessions/{foreign}/turns", none, 404, "not-found"),
                bad(
                        "renaming another tenant's session",
                        "PATCH",
                        "/v1/sessions/{foreign}",
                        Sent.json("{\"title\":\"mine\"}"),
                        404,
                        "not-found"),
                bad("deleting another tenant's session", "DELETE", "/v1/sessions/{foreign}", none, 404, "not-found"),
                bad("a path that is none", "GET", "/v1/nowhere", none, 404, "not-found"),
                bad("a method that is none", "PUT", "/v1/sessions", Sent.json("{}"), 405, "method-not-allowed"),
                bad("a limit of zero", "GET", "/v1/sessions?limit=0", none, 422, "invalid-field"),
                bad("a limit that is no number", "GET", "/v1/sessions?limit=many", none, 422, "invalid-field"),
                bad("a cursor of somebody's invention", "GET", "/v1/sessions?cursor=abc", none, 422, "invalid-field"));
    }

    private List<Bad> openAi() {
        String message = "[{\"role\":\"user\",\"content\":\"a\"}]";
        return List.of(
                post("OpenAI: malformed JSON", CHAT, "{", 400, OPENAI + "invalid_request_error"),
                post(
                        "OpenAI: no messages",
                        CHAT,
                        "{\"model\":\"local.echo-v1\"}",
                        400,
                        OPENAI + "invalid_request_error"),
                post(
                        "OpenAI: unknown model",
                        CHAT,
                        "{\"model\":\"gpt-none\",\"messages\":" + message + "}",
                        404,
                        OPENAI + "invalid_request_error"),
                bad(
                        "OpenAI: no token",
                        CHAT,
                        new Sent(
                                "",
                                "application/json",
                                "application/json",
                                "{\"model\":\"local.echo-v1\",\"messages\":" + message + "}"),
                        401,
                        OPENAI + "invalid_request_error"));
    }

    private static Bad post(String what, String path, String body, int status, String expected) {
        return bad(what, path, Sent.json(body), status, expected);
    }

    private static Bad bad(String what, String path, Sent sent, int status, String expected) {
        return bad(what, "POST", path, sent, status, expected);
    }

    private static Bad bad(String what, String method, String path, Sent sent, int status, String expected) {
        return new Bad(what, method, path, sent, status, expected);
    }

    private HttpResponse<String> send(Bad bad) throws IOException, InterruptedException {
        String path = bad.path.replace("{own}", own).replace("{foreign}", foreign);
        var body = bad.sent.body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(bad.sent.body);
        var request = HttpRequest.newBuilder(URI.create(suite.api() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Accept", bad.sent.accept)
                .method(bad.method, body);
        if (!bad.sent.contentType.isEmpty()) request.header("Content-Type", bad.sent.contentType);
        if (!bad.sent.token.isEmpty()) request.header("Authorization", "Bearer " + token(bad.sent.token));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private String token(String which) throws IOException, InterruptedException {
        return switch (which) {
            case "ana" -> ana.token();
            case "expired" -> suite.token("{\"user\":\"ana\",\"expiresInSeconds\":-120}");
            case "stranger" -> Strangers.token(suite.localAws() + "/other");
            default -> which;
        };
    }

    private void judge(Bad bad, HttpResponse<String> answer, SoftAssertions verdicts) throws IOException {
        JsonNode body =
                answer.body().startsWith("{") ? Suite.JSON.readTree(answer.body()) : Suite.JSON.createObjectNode();
        boolean openAi = bad.expected.startsWith(OPENAI);
        String type = openAi
                ? OPENAI + body.at("/error/type").asText()
                : body.path("type").asText();
        System.out.printf("| %s | %s %s | %d | %s |%n", bad.what, bad.method, bad.path, answer.statusCode(), type);
        verdicts.assertThat(answer.statusCode()).as(bad.what).isEqualTo(bad.status);
        verdicts.assertThat(type).as(bad.what).isEqualTo(openAi ? bad.expected : "/problems/" + bad.expected);
        verdicts.assertThat(answer.body())
                .as(bad.what)
                .doesNotContain("\\tat ", "Exception", "io.triade", "jackson", "quarkus");
        if (openAi) return;
        verdicts.assertThat(answer.headers().firstValue("content-type").orElse(""))
                .as(bad.what)
                .startsWith("application/problem+json");
        verdicts.assertThat(body.path("status").asInt()).as(bad.what).isEqualTo(bad.status);
        verdicts.assertThat(body.path("traceId").asText()).as(bad.what).matches("[0-9a-f]{32}");
        if (bad.expected.equals("invalid-field")) {
            verdicts.assertThat(body.path("errors"))
                    .as(bad.what + ": names the field")
                    .isNotEmpty();
        }
    }

    private JsonNode sessions() throws IOException {
        return Suite.JSON
                .readTree(ana.request().get("/v1/sessions?limit=100").asString())
                .path("items");
    }
}
