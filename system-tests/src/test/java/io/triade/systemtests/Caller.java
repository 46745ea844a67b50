package io.triade.systemtests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/// One user at a door: the public edge, or one process of it.
public record Caller(String api, String token) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public RequestSpecification request() {
        return RestAssured.given()
                .baseUri(api)
                .header("Authorization", "Bearer " + token)
                .contentType(ContentType.JSON)
                .accept("application/json, application/problem+json");
    }

    String newSession() {
        return request()
                .body(Map.of("title", "judged"))
                .post("/v1/sessions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /// The turns of a session as they are stored, oldest first.
    JsonNode turns(String sessionId) {
        String body = request()
                .get("/v1/sessions/{id}/turns", sessionId)
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return json(body).path("items");
    }

    /// Asks and reads the answer as it is streamed; closing the answer hangs up.
    Answer ask(String sessionId, String text) {
        return ask(sessionId, text, Map.of());
    }

    Answer ask(String sessionId, String text, Map<String, String> headers) {
        var body = Map.of("text", text, "model", "local.echo-v1");
        return Answer.to(api + "/v1/sessions/" + sessionId + "/turns", token, body, headers);
    }

    Answer askModel(String sessionId, String model, String text) {
        var body = Map.of("text", text, "model", model);
        return Answer.to(api + "/v1/sessions/" + sessionId + "/turns", token, body, Map.of());
    }

    /// One document, as it was answered.
    public record Reply(int status, HttpHeaders headers, String text) {
        public JsonNode json() {
            return Caller.json(text);
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    /// Starts a run and waits for its document as long as the headers say.
    public Reply start(Object body, Map<String, String> headers) throws IOException, InterruptedException {
        var content = BodyPublishers.ofString(Suite.JSON.writeValueAsString(body));
        return send(call("/v1/runs", headers).POST(content));
    }

    /// Starts a run and reads its answer as it is streamed.
    public Answer stream(Object body, Map<String, String> headers) {
        return Answer.to(api + "/v1/runs", token, body, headers);
    }

    /// What comes after an event of a run.
    public Answer follow(String runId, long after) {
        return follow(runId, after, Map.of());
    }

    public Answer follow(String runId, long after, Map<String, String> headers) {
        return Answer.from(api + "/v1/runs/" + runId + "/events?after=" + after, token, headers);
    }

    public Reply get(String path) throws IOException, InterruptedException {
        return get(path, Map.of());
    }

    public Reply get(String path, Map<String, String> headers) throws IOException, InterruptedException {
        return send(call(path, headers));
    }

    /// A run, once it has ended or after so many seconds.
    public JsonNode run(String runId, int seconds) throws IOException, InterruptedException {
        return get("/v1/runs/" + runId, Map.of("Prefer", "wait=" + seconds)).json();
    }

    private HttpRequest.Builder call(String path, Map<String, String> headers) {
        var call = HttpRequest.newBuilder(URI.create(api + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json");
        headers.forEach(call::setHeader);
        return call;
    }

    private static Reply send(HttpRequest.Builder call) throws IOException, InterruptedException {
        var response = Suite.HTTP.send(call.build(), BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.headers(), response.body());
    }

    private static JsonNode json(String text) {
        try {
            return Suite.JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new AssertionError("not JSON: " + text, broken);
        }
    }
}
