package io.triade.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;

/// One user at the public edge.
record Caller(String api, String token) {
    RequestSpecification request() {
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
        try {
            return Suite.JSON.readTree(body).path("items");
        } catch (com.fasterxml.jackson.core.JsonProcessingException broken) {
            throw new AssertionError("not JSON: " + body, broken);
        }
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
}
