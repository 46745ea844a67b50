package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two people of one tenant: what is one's own looks to the other as if it did not exist.
@ExtendWith(SuiteExtension.class)
class TwoPeopleIT {
    private final Caller ana;
    private final Caller carla;

    TwoPeopleIT(Suite suite) throws IOException, InterruptedException {
        ana = suite.caller("ana");
        carla = suite.caller("carla");
    }

    private static Map<String, Object> question(String text) {
        return Map.of(
                "model",
                "local.echo-v1",
                "messages",
                List.of(Map.of("role", "user", "content", List.of(Map.of("type", "text", "text", text)))));
    }

    @Test
    void areOfOneTenantAndTwoSubjects() throws Exception {
        JsonNode one = ana.get("/v1/me").json();
        JsonNode other = carla.get("/v1/me").json();

        assertThat(other.path("tenant")).isEqualTo(one.path("tenant"));
        assertThat(other.path("subject")).isNotEqualTo(one.path("subject"));
    }

    @Test
    void doNotSeeEachOthersRuns() throws Exception {
        // Given
        String run =
                ana.start(question("only for Ana"), Map.of()).json().path("id").asText();
        String path = "/v1/runs/" + run;

        // Then
        for (String hers : List.of(path, path + "/request")) {
            assertThat(ana.get(hers).status()).as(hers).isEqualTo(200);
            assertAbsent(carla.request().get(hers), hers);
        }
        assertAbsent(carla.request().accept("text/event-stream").get(path + "/events"), path + "/events");
        assertAbsent(
                carla.request()
                        .header("Last-Event-ID", "3")
                        .accept("text/event-stream")
                        .get(path + "/events"),
                path);
        assertAbsent(carla.request().delete(path), path);
        assertAbsent(carla.request().delete(path + "/record"), path + "/record");
        assertThat(ids(ana.get("/v1/runs?limit=100").json())).contains(run);
        assertThat(ids(carla.get("/v1/runs?limit=100").json())).doesNotContain(run);
        assertThat(ana.get(path).json().path("output").asText().strip()).isEqualTo("only for Ana");
    }

    @Test
    void doNotSeeEachOthersSessions() throws Exception {
        // Given
        String session = ana.newSession();
        String path = "/v1/sessions/" + session;
        String turns = path + "/turns";
        Map<String, String> said = Map.of("text", "only for Ana", "model", "local.echo-v1");
        String turn = ana.request()
                .body(said)
                .post(turns)
                .then()
                .statusCode(200)
                .extract()
                .path("id");

        // Then
        for (String hers : List.of(path, turns, turns + "/" + turn, "/v1/runs/" + turn)) {
            assertThat(ana.get(hers).status()).as(hers).isEqualTo(200);
            assertAbsent(carla.request().get(hers), hers);
        }
        assertAbsent(carla.request().body(Map.of("title", "Carla's")).patch(path), path);
        assertAbsent(carla.request().body(said).post(turns), turns);
        assertAbsent(carla.request().delete(path), path);
        assertThat(ids(carla.get("/v1/sessions?limit=100").json())).doesNotContain(session);
        assertThat(carla.get("/v1/runs?sessionId=" + session).json().path("items"))
                .isEmpty();
        assertThat(carla.get("/v1/sessions/changes").text()).doesNotContain(session);
        assertThat(ana.get(path).json().path("title").asText()).isEqualTo("judged");
        // The same id is still anybody's to take.
        assertThat(carla.request().body(Map.of()).put(path).statusCode()).isEqualTo(201);
        assertThat(ana.get(path).json().path("title").asText()).isEqualTo("judged");
    }

    @Test
    void useTheSameIdempotencyKeyForRunsOfTheirOwn() throws Exception {
        // Given
        var key = Map.of("Idempotency-Key", UUID.randomUUID().toString());

        // When
        var one = ana.start(question("the same"), key);
        var other = carla.start(question("the same"), key);
        var another = carla.start(question("something else"), key);

        // Then
        assertThat(one.status()).isEqualTo(200);
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.header("idempotency-replayed")).isEmpty();
        assertThat(other.json().path("id")).isNotEqualTo(one.json().path("id"));
        assertThat(another.status()).isEqualTo(422);
        assertThat(ana.start(question("the same"), key).json().path("id"))
                .isEqualTo(one.json().path("id"));
    }

    private static List<String> ids(JsonNode page) {
        return page.path("items").findValuesAsText("id");
    }

    private static void assertAbsent(Response response, String what) {
        assertThat(response.statusCode()).as(what).isEqualTo(404);
        assertThat(response.jsonPath().getString("type")).as(what).isEqualTo("/problems/not-found");
    }
}
