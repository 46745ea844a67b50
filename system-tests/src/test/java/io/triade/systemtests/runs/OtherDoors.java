package io.triade.systemtests.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.systemtests.Answer;
import io.triade.systemtests.Caller;
import java.util.Map;

/// The text of one run, as the doors that speak other protocols give it.
final class OtherDoors {
    private static final String EVENTS = """
            subscription($id: ID!) { runEvents(id: $id, after: 0) { __typename ... on TextDelta { text } } }""";

    private static final String RESPONSES = "/openai/v1/responses";
    private static final String PREFIX = "resp_";

    private OtherDoors() {}

    /// Starts a run as a response of OpenAI's that nobody waits for.
    ///
    /// @return the run's id, which is the response's without its prefix
    static String inBackground(Caller caller, EchoRun run) {
        var body = Map.of("model", "local.echo-v1", "input", run.asked(), "background", true);
        String id = caller.request()
                .body(body)
                .post(RESPONSES)
                .then()
                .statusCode(200)
                .body("background", equalTo(true))
                .extract()
                .path("id");
        return id.substring(PREFIX.length());
    }

    /// What the Responses API says of a run.
    static String status(Caller caller, String runId) {
        return caller.request()
                .get(RESPONSES + "/" + PREFIX + runId)
                .then()
                .statusCode(200)
                .extract()
                .path("status");
    }

    /// By a GraphQL subscription from the first event on.
    static String byGraphQl(Caller caller, String runId) throws Exception {
        try (var socket = new TextSocket(caller, "/graphql", "graphql-transport-ws")) {
            socket.send(Map.of("type", "connection_init"));
            assertThat(socket.json().path("type").asText()).isEqualTo("connection_ack");
            var asked = Map.of("query", EVENTS, "variables", Map.of("id", runId));
            socket.send(Map.of("type", "subscribe", "id", "journey", "payload", asked));
            var text = new StringBuilder();
            for (JsonNode said = socket.json(); !said.path("type").asText().equals("complete"); said = socket.json()) {
                assertThat(said.path("type").asText()).as(said.toString()).isEqualTo("next");
                text.append(said.at("/payload/data/runEvents/text").asText(""));
            }
            return text.toString();
        }
    }

    /// As a response of OpenAI's: its events from the middle on, then all of them; the two must agree.
    static String byResponses(Caller caller, String runId) {
        String rest = deltas(caller, runId, "&starting_after=20");
        String whole = deltas(caller, runId, "");
        assertThat(whole).endsWith(rest);
        assertThat(rest).isNotEmpty().isNotEqualTo(whole);
        return whole;
    }

    private static String deltas(Caller caller, String runId, String from) {
        String url = caller.api() + RESPONSES + "/" + PREFIX + runId + "?stream=true" + from;
        var text = new StringBuilder();
        try (var answer = Answer.from(url, caller.token(), Map.of())) {
            for (var event = answer.next(); event.isPresent(); event = answer.next()) {
                if (event.get().type().equals("response.output_text.delta")) {
                    text.append(event.get().data().path("delta").asText());
                }
            }
        }
        return text.toString();
    }

    /// As Amazon Lex polls for it.
    static String byLex(Caller caller, String runId) {
        var event = Map.of(
                "messageVersion",
                "1.0",
                "invocationSource",
                "FulfillmentCodeHook",
                "inputMode",
                "Text",
                "responseContentType",
                "text/plain; charset=utf-8",
                "sessionId",
                "journey",
                "inputTranscript",
                "is it there?",
                "bot",
                Map.of("id", "B", "name", "b", "aliasId", "A", "aliasName", "a", "localeId", "en_US", "version", "1"),
                "sessionState",
                Map.of(
                        "sessionAttributes",
                        Map.of("triade-run", runId),
                        "intent",
                        Map.of(
                                "name",
                                "Ask",
                                "slots",
                                Map.of(),
                                "state",
                                "ReadyForFulfillment",
                                "confirmationState",
                                "None")));
        var messages = caller.request()
                .body(event)
                .post("/lex/v2/fulfilment")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("messages.content", String.class);
        return String.join("", messages);
    }
}
