package io.triade.orchestration.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.orchestration.Client;
import io.triade.orchestration.Client.Answer;
import io.triade.orchestration.Neighbours;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

/// What is kept of a run beside its answer can be read, and all of it can be removed.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class RunRecordsIT {
    private final Client ana = Client.of("acme", "records");

    private Answer start(String text, String... headers) {
        String body = """
                {"system":"Brief.","messages":[{"role":"user","content":[{"type":"text","text":"%s"}]}],
                "parameters":{"maxTokens":50},"metadata":{"b":"2","a":"1"},
                "outputFormat":{"name":"reply","schema":{"type":"object"}}}""".formatted(text);
        var request = ana.json("/v1/runs").POST(BodyPublishers.ofString(body));
        return Client.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static String id(Answer run) {
        return run.body().path("id").asText();
    }

    @Test
    void keepsWhatTheModelWasAsked() {
        Answer run = start("one two");

        JsonNode request = ana.get("/v1/runs/" + id(run) + "/request").body();

        assertThat(request.at("/messages/0/content/0/text").asText()).isEqualTo("one two");
        assertThat(request.path("system").asText()).isEqualTo("Brief.");
        assertThat(request.at("/parameters/maxTokens").asInt()).isEqualTo(50);
        assertThat(request.at("/outputFormat/name").asText()).isEqualTo("reply");
        assertThat(request.path("runId").asText()).isEqualTo(id(run));
    }

    @Test
    void keepsALongRequestInPartsAndRemovesThemAll() {
        var noise = new StringBuilder();
        var random = new java.util.Random(1);
        while (noise.length() < 900_000)
            noise.append(Integer.toString(random.nextInt(), 36)).append(' ');
        Answer run = start(noise.toString().strip(), "prefer", "respond-async");

        assertThat(ana.get("/v1/runs/" + id(run) + "/request")
                        .body()
                        .at("/messages/0/content/0/text")
                        .asText())
                .isEqualTo(noise.toString().strip());
        assertThat(ana.delete("/v1/runs/" + id(run) + "/record").status()).isEqualTo(200);
        assertThat(ana.get("/v1/runs/" + id(run) + "/request").status()).isEqualTo(404);
    }

    @Test
    void givesMetadataBackWithTheRunAndInLists() {
        Answer run = start("one");

        assertThat(run.body().at("/metadata/a").asText()).isEqualTo("1");
        assertThat(ana.get("/v1/runs/" + id(run)).body()).isEqualTo(run.body());
        assertThat(ana.get("/v1/runs?limit=1").body().at("/items/0/metadata/b").asText())
                .isEqualTo("2");
    }

    @Test
    void takesTheWordsThatADoorKeepsForItselfFromTheDoorsAndShowsThemToNoOthers() {
        String body = """
                {"messages":[{"role":"user","content":[{"type":"text","text":"x"}]}],"metadata":
                {"openai:api":"responses","openai:background":"true","a":"1"}}""";
        var own = Client.send(ana.json("/v1/runs").POST(BodyPublishers.ofString(body)));
        Answer run =
                Client.send(ana.json("/v1/runs").header("x-doors-own", "shown").POST(BodyPublishers.ofString(body)));
        String path = "/v1/runs/" + id(run);

        assertThat(own.status()).isEqualTo(422);
        assertThat(own.body().at("/errors/0/pointer").asText()).isEqualTo("/metadata");
        for (JsonNode shown : new JsonNode[] {
            ana.get(path).body(),
            ana.get("/v1/runs?limit=1").body().at("/items/0"),
            ana.delete(path).body()
        }) {
            assertThat(shown.path("metadata").toString()).isEqualTo("{\"a\":\"1\"}");
        }
        assertThat(Client.send(ana.request(path).header("x-doors-own", "shown"))
                        .body()
                        .path("metadata"))
                .hasSize(3);
    }

    @Test
    void keepsOtherWordsWhereThatIsWanted() {
        Answer run = start("one");
        String path = "/v1/runs/" + id(run);

        Answer described = describe(path, "{\"metadata\":{\"c\":\"3\"}}");
        JsonNode read = ana.get(path).body();
        Answer emptied = describe(path, "{\"metadata\":{}}");

        assertThat(described.status()).isEqualTo(200);
        assertThat(read.path("metadata").toString()).isEqualTo("{\"c\":\"3\"}");
        assertThat(read.path("output")).isEqualTo(run.body().path("output"));
        assertThat(emptied.body().has("metadata")).isFalse();
        assertThat(describe(path, "{\"metadata\":{\"\":\"3\"}}").status()).isBetween(400, 422);
        assertThat(describe("/v1/runs/r_" + "0".repeat(26), "{\"metadata\":{}}").status())
                .isEqualTo(404);
    }

    private Answer describe(String path, String body) {
        return Client.send(ana.json(path + "/metadata").PUT(BodyPublishers.ofString(body)));
    }

    @Test
    void leavesNothingOfARunThatIsRemoved() {
        Answer run = start("remove me", "idempotency-key", "gone");

        Answer removed = ana.delete("/v1/runs/" + id(run) + "/record");

        assertThat(removed.status()).isEqualTo(200);
        assertThat(id(removed)).isEqualTo(id(run));
        for (String what : new String[] {"", "/request", "/events?after=0"}) {
            assertThat(ana.get("/v1/runs/" + id(run) + what).status()).isEqualTo(404);
        }
        assertThat(ana.delete("/v1/runs/" + id(run) + "/record").status()).isEqualTo(404);
        assertThat(id(start("remove me", "idempotency-key", "gone"))).isNotEqualTo(id(run));
    }

    @Test
    void endsARunThatIsRemovedWhileItIsWorkedOn() {
        Answer run = start("stall 1", "prefer", "respond-async");

        Answer removed = ana.delete("/v1/runs/" + id(run) + "/record");

        assertThat(removed.status()).isEqualTo(200);
        assertThat(removed.body().path("state").asText()).isEqualTo("cancelled");
        assertThat(ana.get("/v1/runs/" + id(run)).status()).isEqualTo(404);
    }

    @Test
    void keepsWhyARunWasRefusedWhoseCallerDidNotWait() {
        Answer accepted = start("refuse 422 model-refused", "prefer", "respond-async");

        JsonNode run = Client.send(ana.request("/v1/runs/" + id(accepted)).header("prefer", "wait=5"))
                .body();

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(run.path("state").asText()).isEqualTo("failed");
        assertThat(run.at("/problem/type").asText()).isEqualTo("/problems/model-refused");
        assertThat(start("refuse 422 model-refused").status()).isEqualTo(422);
    }

    @Test
    void hidesAllOfItFromOthers() {
        Answer run = start("mine");
        Client other = Client.of("acme", "somebody-else");

        assertThat(other.get("/v1/runs/" + id(run) + "/request").status()).isEqualTo(404);
        assertThat(other.delete("/v1/runs/" + id(run) + "/record").status()).isEqualTo(404);
        assertThat(ana.get("/v1/runs/" + id(run)).status()).isEqualTo(200);
    }

    @Test
    void leavesATurnToItsSession() {
        String session = id(Client.send(ana.json("/v1/sessions").POST(BodyPublishers.ofString("{}"))));
        Answer turn = Client.send(
                ana.json("/v1/sessions/" + session + "/turns").POST(BodyPublishers.ofString("{\"text\":\"hello\"}")));

        Answer refused = ana.delete("/v1/runs/" + id(turn) + "/record");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().path("detail").asText()).contains(session);
        assertThat(ana.get("/v1/runs/" + id(turn) + "/request")
                        .body()
                        .at("/messages/0/content/0/text")
                        .asText())
                .isEqualTo("hello");
    }

    @Test
    void refusesMetadataPastItsLimits() {
        String body = """
                {"messages":[{"role":"user","content":[{"type":"text","text":"x"}]}],"metadata":{"k":"%s"}}""".formatted("v".repeat(513));

        assertThat(Client.send(ana.json("/v1/runs").POST(BodyPublishers.ofString(body)))
                        .status())
                .isEqualTo(422);
    }
}
