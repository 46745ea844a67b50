package io.triade.orchestration.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.triade.orchestration.Client;
import io.triade.orchestration.Client.Answer;
import io.triade.orchestration.Neighbours;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// However a turn ends, its caller is told once, and what was shown is what is kept.
@QuarkusTest
@QuarkusTestResource(Neighbours.class)
class EndingsIT {
    private final Client ana = Client.of("acme", "endings");

    @Test
    void streamsAnAnswerAndKeepsIt() {
        // Given
        String session = ana.session();

        // When
        List<JsonNode> events;
        try (var stream = ana.streamBody(session, "{\"text\":\"Hold the \\\"key\\\" 🙂\",\"model\":\"m1\"}")) {
            assertThat(stream.response().headers().firstValue("content-type"))
                    .contains("text/event-stream;charset=UTF-8");
            events = stream.rest();
        }

        // Then
        JsonNode started = events.getFirst();
        JsonNode turn = ana.turns(session).getFirst();
        assertThat(events).extracting(event -> event.path("offset").asInt()).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(started.path("type").asText()).isEqualTo("started");
        assertThat(started.path("runId").asText())
                .isEqualTo(turn.path("id").asText())
                .startsWith("r_");
        assertThat(started.path("sessionId").asText()).isEqualTo(session);
        assertThat(turn.path("state").asText()).isEqualTo("succeeded");
        assertThat(turn.path("input").asText()).isEqualTo("Hold the \"key\" 🙂");
        assertThat(turn.path("output").asText()).isEqualTo(text(events)).isEqualTo("Hold the \"key\" 🙂 ");
        assertThat(turn.path("model").asText()).isEqualTo("m1");
        assertThat(turn.path("stopReason").asText()).isEqualTo("end_turn");
        assertThat(turn.path("usage").path("outputTokens").asInt()).isEqualTo(4);
        assertThat(turn.path("parentId").asText()).isEqualTo("root");
        assertThat(turn.has("problem")).isFalse();
        assertThat(turn.has("finishedAt")).isTrue();
    }

    @Test
    void answersTheTurnItselfToWhoAsksForADocument() {
        String session = ana.session();

        Answer answer = ana.ask(session, "one two");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("output").asText()).isEqualTo("one two ");
        assertThat(ana.turns(session)).containsExactly(answer.body());
        assertThat(ana.get("/v1/sessions/" + session + "/turns/"
                                + answer.body().path("id").asText())
                        .body())
                .isEqualTo(answer.body());
    }

    @ParameterizedTest
    @CsvSource({
        "break 3, /problems/upstream-failed",
        "end 3, /problems/upstream-failed",
        "skip 3, /problems/upstream-failed",
        "fail 3, /problems/model-failed"
    })
    void endsABrokenAnswerAsFailedAndKeepsWhatWasSaid(String direction, String problem) {
        // Given
        String session = ana.session();
        String body = "{\"text\":\"%s\",\"onInterruption\":\"fail\"}".formatted(direction);

        // When
        List<JsonNode> events;
        try (var stream = ana.streamBody(session, body)) {
            events = stream.rest();
        }

        // Then
        JsonNode turn = ana.turns(session).getFirst();
        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .containsExactly("started", "text-delta", "text-delta", "text-delta", "failed");
        assertThat(events).extracting(event -> event.path("offset").asInt()).containsExactly(1, 2, 3, 4, 5);
        assertThat(events.getLast().path("problem").path("type").asText()).isEqualTo(problem);
        assertThat(turn.path("state").asText()).isEqualTo("failed");
        assertThat(turn.path("output").asText()).isEqualTo("w1 w2 w3 ");
        assertThat(turn.path("problem")).isEqualTo(events.getLast().path("problem"));

        Answer document = ana.post("/v1/sessions/" + session + "/turns", body);
        assertThat(document.status()).isEqualTo(200);
        assertThat(document.body().path("state").asText()).isEqualTo("failed");
        assertThat(document.body().path("output").asText()).isEqualTo("w1 w2 w3 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"continue", "restart"})
    void goesOnWhereTheWayToTheModelBroke(String policy) {
        // When
        String session = ana.session();
        List<JsonNode> events;
        try (var stream =
                ana.streamBody(session, "{\"text\":\"break 3 6\",\"onInterruption\":\"%s\"}".formatted(policy))) {
            events = stream.rest();
        }

        // Then
        JsonNode turn = ana.turns(session).getFirst();
        assertThat(events.stream().map(event -> event.path("type").asText()).filter(type -> !type.equals("text-delta")))
                .containsExactly("started", "usage", "interrupted", "usage", "completed");
        assertThat(events)
                .extracting(event -> event.path("offset").asInt())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events.get(5).path("reason").asText()).isEqualTo("upstream-lost");
        assertThat(events.get(5).path("rewindTo").asInt()).isEqualTo(policy.equals("continue") ? 5 : 1);
        assertThat(Client.asked(turn.path("id").asText()).path("answerSoFar").asText())
                .isEqualTo(policy.equals("continue") ? "w1 w2 w3 " : "");
        assertThat(turn.path("state").asText()).isEqualTo("succeeded");
        assertThat(turn.path("output").asText()).isEqualTo("w1 w2 w3 w4 w5 w6 ");
        assertThat(turn.path("usage").path("estimated").asBoolean()).isTrue();
    }

    @Test
    void asksAgainWhereTheWayToTheModelBrokeBeforeItSaidAnything() {
        String session = ana.session();

        List<JsonNode> events;
        try (var stream = ana.stream(session, "gone 2 one two")) {
            events = stream.rest();
        }

        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .containsExactly("started", "text-delta", "text-delta", "usage", "completed");
        assertThat(ana.ask(session, "gone 1 three").body().path("output").asText())
                .isEqualTo("three ");
        assertThat(ana.turns(session))
                .extracting(turn -> turn.path("state").asText())
                .containsExactly("succeeded", "succeeded");
    }

    @ParameterizedTest
    @CsvSource({"gone 9 one, continue", "gone 1 one, fail"})
    void saysSoWhereTheWayToTheModelStaysBrokenOrMayBreakOnlyOnce(String direction, String policy) {
        String session = ana.session();

        Answer answer = ana.post(
                "/v1/sessions/" + session + "/turns",
                "{\"text\":\"%s\",\"onInterruption\":\"%s\"}".formatted(direction, policy));

        assertProblem(answer, 502, "/problems/upstream-failed");
        assertThat(ana.turns(session).getFirst().path("state").asText()).isEqualTo("failed");
    }

    @Test
    void givesUpAWayToTheModelThatBreaksEachTime() {
        String session = ana.session();

        Answer document = ana.ask(session, "break 1");

        assertThat(document.body().path("state").asText()).isEqualTo("failed");
        assertThat(document.body().path("problem").path("type").asText()).isEqualTo("/problems/upstream-failed");
        assertThat(document.body().path("output").asText()).isEqualTo("w1 ".repeat(5));
    }

    @ParameterizedTest
    @CsvSource({
        "refuse 502 model-failed, 502, /problems/model-failed",
        "refuse 503 model-unavailable, 503, /problems/model-unavailable",
        "refuse 429 model-throttled, 429, /problems/model-throttled",
        "garbage, 502, /problems/upstream-failed"
    })
    void keepsAQuestionThatCouldBeAskedAgain(String direction, int status, String problem) {
        String session = ana.session();

        try (var stream = ana.stream(session, direction)) {
            assertThat(stream.response().statusCode()).isEqualTo(status);
            assertThat(stream.response().headers().firstValue("content-type")).contains("application/problem+json");
        }
        assertProblem(ana.ask(session, direction), status, problem);

        assertThat(ana.turns(session)).hasSize(2).allSatisfy(turn -> {
            assertThat(turn.path("state").asText()).isEqualTo("failed");
            assertThat(turn.path("problem").path("type").asText()).isEqualTo(problem);
            assertThat(turn.path("output").asText()).isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "refuse 422 unknown-model, 422, /problems/unknown-model",
        "refuse 422 context-window-exceeded, 422, /problems/context-window-exceeded"
    })
    void leavesNoTraceOfWhatCouldNotBeAskedAtAll(String direction, int status, String problem) {
        String session = ana.session();

        try (var stream = ana.stream(session, direction)) {
            assertThat(stream.response().statusCode()).isEqualTo(status);
        }
        assertProblem(ana.ask(session, direction), status, problem);

        assertThat(ana.turns(session)).isEmpty();
        assertThat(active()).isZero();
    }

    @Test
    void asksNobodyAnyMoreWithinHalfASecondOfItsCallerLeaving() {
        // Given
        String session = ana.session();
        var stream = ana.streamBody(session, "{\"text\":\"stall 3\",\"onDisconnect\":\"cancel\"}");
        String run = stream.next().path("runId").asText();
        for (int i = 0; i < 3; i++) stream.next();
        assertThat(ana.turns(session).getFirst().path("state").asText()).isEqualTo("running");

        // When
        long leaving = System.currentTimeMillis();
        stream.close();

        // Then
        await().pollInterval(Duration.ofMillis(10)).until(() -> Client.leftAt(run) > 0);
        assertThat(Client.leftAt(run) - leaving).isBetween(0L, 500L);
        JsonNode turn = await().until(() -> ana.turns(session).getFirst(), kept -> !running(kept));
        assertThat(turn.path("state").asText()).isEqualTo("cancelled");
        assertThat(turn.path("output").asText()).isEqualTo("w1 w2 w3 ");
        await().until(() -> active() == 0);
    }

    @Test
    void stopsForACallerWhoLeavesBeforeTheFirstWordOrADocument() throws Exception {
        // Given
        String session = ana.session();
        var request = ana.request("/v1/sessions/" + session + "/turns")
                .header("content-type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        "{\"text\":\"stall 2\",\"onDisconnect\":\"cancel\"}"))
                .build();
        try (var http = java.net.http.HttpClient.newHttpClient()) {
            var answer = http.sendAsync(request, java.net.http.HttpResponse.BodyHandlers.ofString());
            await().until(() -> ana.turns(session).size() == 1);
            Thread.sleep(100);

            // When
            answer.cancel(true);
            http.shutdownNow();
        }

        // Then
        JsonNode turn = await().until(() -> ana.turns(session).getFirst(), kept -> !running(kept));
        assertThat(turn.path("state").asText()).isEqualTo("cancelled");
        assertThat(turn.path("output").asText()).isEqualTo("w1 w2 ");
        await().until(() -> Client.leftAt(turn.path("id").asText()) > 0);
    }

    @Test
    void goesOnWithoutItsCallerUnlessToldOtherwise() {
        // Given
        String session = ana.session();
        var stream = ana.stream(session, "slow 30");
        stream.next();

        // When
        stream.close();

        // Then
        JsonNode turn = await().until(() -> ana.turns(session).getFirst(), kept -> !running(kept));
        assertThat(turn.path("state").asText()).isEqualTo("succeeded");
        assertThat(turn.path("output").asText()).startsWith("w1 ").endsWith("w30 ");
    }

    @Test
    void endsATurnWhoseTimeIsOver() {
        String session = ana.session();

        Answer answer = ana.ask(session, "stall 1");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("state").asText()).isEqualTo("failed");
        assertThat(answer.body().path("problem").path("type").asText()).isEqualTo("/problems/deadline-exceeded");
        assertThat(answer.body().path("output").asText()).isEqualTo("w1 ");
        await().until(() -> Client.leftAt(answer.body().path("id").asText()) > 0);
    }

    @Test
    void keepsAnAnswerTooLongForOneItemAndEndsOneTooLongForAll() {
        String session = ana.session();

        JsonNode kept = ana.ask(session, "long 290000").body();
        JsonNode ended = ana.ask(session, "long 310000").body();

        assertThat(kept.path("state").asText()).isEqualTo("succeeded");
        assertThat(ended.path("state").asText()).isEqualTo("failed");
        assertThat(ended.path("output").asText()).hasSize(300_000);
        List<JsonNode> turns = ana.turns(session);
        assertThat(turns).containsExactly(kept, ended);
        assertThat(turns.getFirst().path("output").asText()).isEqualTo("é".repeat(290_000));
        assertThat(ana.delete("/v1/sessions/" + session).status()).isEqualTo(204);
    }

    @Test
    void stopsTheModelWhenItsSessionIsDeleted() {
        String session = ana.session();
        try (var stream = ana.stream(session, "stall 3")) {
            String turn = stream.next().path("runId").asText();

            assertThat(ana.delete("/v1/sessions/" + session).status()).isEqualTo(204);

            assertThat(stream.until("cancelled").path("by").asText()).isEqualTo("caller");
            assertThat(stream.next()).isNull();
            await().atMost(Duration.ofSeconds(1)).until(() -> Client.leftAt(turn) > 0);
            assertThat(ana.get("/v1/sessions/" + session + "/turns/" + turn).status())
                    .isEqualTo(404);
        }
    }

    private static boolean running(JsonNode turn) {
        return turn.path("state").asText().equals("running");
    }

    private static String text(List<JsonNode> events) {
        var text = new StringBuilder();
        events.forEach(event -> text.append(event.path("text").asText("")));
        return text.toString();
    }

    private static void assertProblem(Answer answer, int status, String problem) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("type").asText()).isEqualTo(problem);
    }

    private double active() {
        String metrics = ana.get("/q/metrics").raw().body();
        return metrics.lines()
                .filter(line -> line.startsWith("triade_runs_active"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
