package io.triade.orchestration.turns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.orchestration.Client;
import io.triade.orchestration.Neighbours;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class TurnsIT {
    private final Client ana = Client.of("acme", "turns");

    @Test
    void tellsTheModelWhatWasSaidBefore() {
        String session = ana.session();
        ana.ask(session, "first");
        ana.ask(session, "refuse 502 model-failed");
        String second = ana.ask(session, "second").body().path("id").asText();

        JsonNode third = ana.ask(session, "third").body();

        assertThat(third.path("parentId").asText()).isEqualTo(second);
        assertThat(said(third))
                .containsExactly(
                        "user: first", "assistant: first ", "user: second", "assistant: second ", "user: third");
        JsonNode asked = Client.asked(third.path("id").asText());
        assertThat(asked.path("sessionId").asText()).isEqualTo(session);
        assertThat(asked.path("prompt").path("name").asText()).isEqualTo("default");
        assertThat(asked.has("model")).isFalse();
    }

    @Test
    void sendsTheTurnsModelThenTheSessions() {
        String session = ana.post("/v1/sessions", "{\"model\":\"of-session\"}")
                .body()
                .path("id")
                .asText();
        String path = "/v1/sessions/" + session + "/turns";

        JsonNode own = ana.post(path, "{\"text\":\"a\",\"model\":\"of-turn\",\"parameters\":{\"maxTokens\":7}}")
                .body();
        JsonNode inherited = ana.post(path, "{\"text\":\"b\"}").body();

        assertThat(Client.asked(own.path("id").asText()).path("model").asText()).isEqualTo("of-turn");
        assertThat(Client.asked(own.path("id").asText())
                        .path("parameters")
                        .path("maxTokens")
                        .asInt())
                .isEqualTo(7);
        assertThat(Client.asked(inherited.path("id").asText()).path("model").asText())
                .isEqualTo("of-session");
    }

    @Test
    void branchesWhereTheCallerSays() {
        String session = ana.session();
        String path = "/v1/sessions/" + session + "/turns";
        String first = ana.ask(session, "first").body().path("id").asText();
        ana.ask(session, "second");

        JsonNode again = ana.post(path, "{\"text\":\"other second\",\"parentId\":\"" + first + "\"}")
                .body();
        JsonNode anew = ana.post(path, "{\"text\":\"other first\",\"parentId\":\"root\"}")
                .body();

        assertThat(said(again)).containsExactly("user: first", "assistant: first ", "user: other second");
        assertThat(said(anew)).containsExactly("user: other first");
        assertThat(anew.path("parentId").asText()).isEqualTo("root");
    }

    @Test
    void lastsAsFarBackAsTheWindow() {
        String session = ana.session();
        for (int i = 1; i <= 5; i++) ana.ask(session, "q" + i);

        assertThat(said(ana.ask(session, "q6").body()))
                .containsExactly(
                        "user: q3",
                        "assistant: q3 ",
                        "user: q4",
                        "assistant: q4 ",
                        "user: q5",
                        "assistant: q5 ",
                        "user: q6");
    }

    @Test
    void listsTurnsOldestFirstInPages() {
        String session = ana.session();
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++)
            ids.add(ana.ask(session, "q" + i).body().path("id").asText());

        var seen = new ArrayList<String>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = ana.get("/v1/sessions/" + session + "/turns?limit=2" + cursor)
                    .body();
            assertThat(page.path("items").size()).isLessThanOrEqualTo(2);
            page.path("items").forEach(turn -> seen.add(turn.path("id").asText()));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : null;
        }

        assertThat(seen).isEqualTo(ids);
    }

    @Test
    void runsSixtyTurnsAtOnceWithoutMixingThem() throws Exception {
        // Given
        String session = ana.session();
        var sessions = new ArrayList<String>();
        for (int i = 0; i < 40; i++) sessions.add(ana.session());
        for (int i = 0; i < 20; i++) sessions.add(session);

        // When
        var asked = new ArrayList<Callable<String>>();
        for (int i = 0; i < 60; i++) {
            String text = "turn-%d says %s"
                    .formatted(i, ("word-" + i + " ").repeat(30).strip());
            String into = sessions.get(i);
            asked.add(() -> {
                try (var stream = ana.stream(into, text)) {
                    List<JsonNode> events = stream.rest();
                    for (int at = 0; at < events.size(); at++) {
                        if (events.get(at).path("offset").asInt() != at + 1) return "out of order";
                    }
                    var shown = new StringBuilder();
                    events.forEach(event -> shown.append(event.path("text").asText("")));
                    String kept = ana.get("/v1/sessions/" + into + "/turns/"
                                    + events.getFirst().path("runId").asText())
                            .body()
                            .path("output")
                            .asText();
                    return shown.toString().equals(text + " ") && kept.equals(text + " ")
                            ? "whole"
                            : events.getLast().toString();
                }
            });
        }

        // Then
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(asked)) assertThat(answer.get()).isEqualTo("whole");
        }
        assertThat(ana.turns(session)).hasSize(20);
    }

    @Test
    void refusesAParentThatStillRuns() {
        String session = ana.session();
        try (var running = ana.stream(session, "stall 1")) {
            String id = running.next().path("runId").asText();

            assertThat(ana.turns(session).getFirst().path("state").asText()).isEqualTo("running");
            assertThat(ana.post("/v1/sessions/" + session + "/turns", "{\"text\":\"x\",\"parentId\":\"" + id + "\"}")
                            .status())
                    .isEqualTo(409);
            assertThat(ana.delete("/v1/runs/" + id).status()).isEqualTo(200);
        }
    }

    private static List<String> said(JsonNode turn) {
        var said = new ArrayList<String>();
        Client.asked(turn.path("id").asText())
                .path("messages")
                .forEach(message -> said.add(message.path("role").asText() + ": "
                        + message.path("content").path(0).path("text").asText()));
        return said;
    }
}
