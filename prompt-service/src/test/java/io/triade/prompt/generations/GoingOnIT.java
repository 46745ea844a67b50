package io.triade.prompt.generations;

import static io.triade.prompt.Caller.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.triade.prompt.LocalAws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(LocalAws.class)
class GoingOnIT {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final String ECHO = "local.echo-v1";

    private static Map<String, Object> question(String runId, String model, String text, String answerSoFar) {
        return Map.of(
                "runId",
                runId,
                "model",
                model,
                "messages",
                List.of(Map.of("role", "user", "content", List.of(Map.of("type", "text", "text", text)))),
                "answerSoFar",
                answerSoFar);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "one ", "one t", "one two \n", "one two \n\nthree"})
    void answersOnlyWhatFollows(String answerSoFar) {
        var whole = "one two \n\nthree four";

        var answer = call(JSON)
                .body(question("r_on", ECHO, whole, answerSoFar))
                .post("/v1/generations")
                .then()
                .statusCode(200)
                .body("stopReason", equalTo("end_turn"))
                .extract();

        assertThat(answerSoFar + answer.<String>path("content[0].text")).isEqualTo(whole);
    }

    @Test
    void streamsOnlyWhatFollows() {
        var events = call(EVENTS)
                .body(question("r_on", "local.script-v1", "usage please", "Count"))
                .post("/v1/generations")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        var whole = call(EVENTS)
                .body(question("r_on", "local.script-v1", "usage please", ""))
                .post("/v1/generations")
                .asString();

        assertThat("Count" + text(events)).isEqualTo(text(whole));
        assertThat(types(events)).startsWith("started").endsWith("completed");
    }

    @Test
    void countsWhatIsSaidThisTime() {
        call(JSON)
                .body(question("r_on", ECHO, "one two three four", "one two "))
                .post("/v1/generations")
                .then()
                .statusCode(200)
                .body("usage.inputTokens", is(6))
                .body("usage.outputTokens", is(2));
    }

    @Test
    void hasNothingToAddToAWholeAnswer() {
        call(JSON)
                .body(question("r_on", ECHO, "one two", "one two"))
                .post("/v1/generations")
                .then()
                .statusCode(200)
                .body("content", empty())
                .body("stopReason", equalTo("end_turn"));
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON, EVENTS})
    void refusesForAModelThatCannotWithoutAskingIt(String accept) {
        call(accept)
                .body(question("r_cannot", LocalAws.CANNOT_CONTINUE, "one two", "one "))
                .post("/v1/generations")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/cannot-continue"))
                .body("detail", containsString(LocalAws.CANNOT_CONTINUE));

        assertThat(LocalAws.generations("r_cannot")).contains("\"started\":0");
    }

    @Test
    void asksSuchAModelWhenThereIsNothingToGoOnFrom() {
        call(JSON)
                .body(question("r_on", LocalAws.CANNOT_CONTINUE, "one two", " "))
                .post("/v1/generations")
                .then()
                .statusCode(200)
                .body("content[0].text", equalTo("one two"));
    }

    @Test
    void saysWhenTheModelWouldNotHaveBegunLikeThat() {
        call(JSON)
                .body(question("r_on", ECHO, "one two", "three"))
                .post("/v1/generations")
                .then()
                .statusCode(422)
                .body("type", equalTo("/problems/model-refused"))
                .body("detail", containsString("cannot go on"));
    }

    @Test
    void namesTheRunToTheModel() {
        call(JSON).body(question("r_named", ECHO, "one two", "")).post("/v1/generations");
        call(EVENTS).body(question("r_named", ECHO, "one two", "one ")).post("/v1/generations");

        assertThat(LocalAws.generations("r_named")).contains("\"started\":2,\"finished\":2");
    }

    private static List<JsonPath> events(String stream) {
        var events = new ArrayList<JsonPath>();
        stream.lines()
                .filter(line -> line.startsWith("data:"))
                .forEach(line -> events.add(JsonPath.from(line.substring("data:".length()))));
        return events;
    }

    private static List<String> types(String stream) {
        return events(stream).stream().map(event -> event.getString("type")).toList();
    }

    private static String text(String stream) {
        var text = new StringBuilder();
        for (JsonPath event : events(stream)) {
            if (event.getString("type").equals("text-delta")) text.append(event.getString("text"));
        }
        return text.toString();
    }
}
