package io.triade.api.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.openai.runs.KeptWords;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.Message;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponseEventsTest {
    private static final String RUN = "r_01kb00000000000000000000ab";
    private static final RunEvent STARTED = new RunEvent.Started(RUN, null, "m");
    private static final RunEvent USED = new RunEvent.Usage(new TokenUsage(7, 3, 2, 0), false);
    private static final RunEvent COMPLETED = new RunEvent.Completed(StopReason.END_TURN);
    private static final RunEvent ASKED = new RunEvent.ToolRequested("t1", "look", Map.of("city", "Lima"));

    private static RunEvent text(String text) {
        return new RunEvent.TextDelta(text);
    }

    private static ResponseEvents events(long after) {
        return events(after, Map.of());
    }

    private static ResponseEvents events(long after, Map<String, String> words) {
        var request = new GenerationRequest(null, null, null, "m", null, List.of(Message.user("hi")), null, null, null);
        return new ResponseEvents(Envelope.of(true, new KeptWords(words), request), RUN, after);
    }

    private static String all(ResponseEvents to, RunEvent... events) {
        var all = new StringBuilder();
        for (int i = 0; i < events.length; i++) all.append(to.event(i + 1, events[i]));
        return all.toString();
    }

    private static List<JsonNode> said(String stream) {
        var said = new ArrayList<JsonNode>();
        for (String block : stream.split("\n\n", -1)) {
            if (block.isEmpty()) continue;
            try {
                JsonNode data = ForeignJson.MAPPER.readTree(block.substring(block.indexOf("data: ") + 6));
                assertThat(block).startsWith("event: " + data.path("type").asText() + "\n");
                said.add(data);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
        return said;
    }

    private static List<String> types(String stream) {
        return said(stream).stream()
                .map(event -> event.path("type").asText().replace("response.", ""))
                .toList();
    }

    @Test
    void saysATextInOpenAisOrderAndNumbersEveryEvent() throws IOException {
        var events = events(-1);

        String stream = all(events, STARTED, text("Olá "), text("\"you\"\n"), USED, COMPLETED);

        assertThat(types(stream))
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "content_part.added",
                        "output_text.delta",
                        "output_text.delta",
                        "output_text.done",
                        "content_part.done",
                        "output_item.done",
                        "completed");
        List<JsonNode> said = said(stream);
        for (int i = 0; i < said.size(); i++)
            assertThat(said.get(i).path("sequence_number").asInt()).isEqualTo(i);
        assertThat(said.get(5).path("delta").asText()).isEqualTo("\"you\"\n");
        JsonNode response = said.getLast().path("response");
        assertThat(response.at("/output/0/content/0/text").asText()).isEqualTo("Olá \"you\"\n");
        assertThat(response.at("/usage/input_tokens").asInt()).isEqualTo(9);
        assertThat(response.path("id").asText()).isEqualTo("resp_" + RUN);
        assertThat(response.path("status").asText()).isEqualTo("completed");
        assertThat(ForeignJson.MAPPER.readTree(events.response().toString())).isEqualTo(response);
    }

    @Test
    void goesOnFromAnyEventWithTheSameBytes() {
        RunEvent[] run = {STARTED, text("a "), text("b "), ASKED, USED, COMPLETED};
        String whole = all(events(-1), run);
        List<String> blocks = List.of(whole.split("(?<=\n\n)", 0));

        for (int after = 0; after < blocks.size(); after++) {
            assertThat(all(events(after), run)).isEqualTo(String.join("", blocks.subList(after + 1, blocks.size())));
        }
    }

    @Test
    void asksForAToolBetweenTexts() {
        String stream =
                all(events(-1), STARTED, text("Let me look."), ASKED, new RunEvent.Completed(StopReason.TOOL_USE));

        assertThat(types(stream).subList(8, 13))
                .containsExactly(
                        "output_item.added",
                        "function_call_arguments.delta",
                        "function_call_arguments.done",
                        "output_item.done",
                        "completed");
        JsonNode output = said(stream).getLast().at("/response/output");
        assertThat(output).hasSize(2);
        assertThat(output.at("/1/call_id").asText()).isEqualTo("t1");
        assertThat(output.at("/1/arguments").asText()).isEqualTo("{\"city\":\"Lima\"}");
    }

    @Test
    void passesOnOneToolWhereMoreAreNotWanted() {
        var one = events(-1, Map.of("openai:parallel_tool_calls", "false"));

        all(one, STARTED, ASKED, new RunEvent.ToolRequested("t2", "look", Map.of()), COMPLETED);

        assertThat(one.output()).hasSize(1);
    }

    @Test
    void leavesOutOfTheResponseWhatALostAttemptHadSaid() {
        var events = events(-1);

        String stream =
                all(events, STARTED, text("lost "), new RunEvent.Interrupted("owner-lost", 1), text("kept"), COMPLETED);

        assertThat(types(stream)).containsSubsequence("output_item.done", "output_item.added", "completed");
        assertThat(said(stream).get(7).at("/item/status").asText()).isEqualTo("incomplete");
        assertThat(events.response().path("output")).hasSize(1);
        assertThat(events.response().at("/output/0/content/0/text").asText()).isEqualTo("kept");
    }

    @Test
    void doesNotNoticeAnInterruptionThatTakesNothingBack() {
        var events = events(-1);

        all(events, STARTED, text("a "), new RunEvent.Interrupted("owner-lost", 2), text("b"), COMPLETED);

        assertThat(events.response().at("/output/0/content/0/text").asText()).isEqualTo("a b");
    }

    @Test
    void hasAStatusForEachEnd() {
        var problem = Problem.of(ProblemType.MODEL_FAILED, "It broke.", null);

        assertThat(end(new RunEvent.Completed(StopReason.MAX_TOKENS))).isEqualTo("incomplete incomplete");
        assertThat(end(new RunEvent.Failed(problem))).isEqualTo("failed failed");
        assertThat(end(new RunEvent.Cancelled("caller"))).isEqualTo("incomplete cancelled");
        var failed = events(-1);
        all(failed, new RunEvent.Failed(problem));
        assertThat(failed.response().at("/error/code").asText()).isEqualTo("server_error");
        assertThat(failed.response().path("id").asText()).isEqualTo("resp_" + RUN);
    }

    private static String end(RunEvent how) {
        var events = events(-1);
        List<String> types = types(all(events, STARTED, text("a"), how));
        return types.getLast() + " " + events.response().path("status").asText();
    }

    @Test
    void saysWhyAConnectionEndsBeforeItsResponse() {
        var events = events(-1);
        all(events, STARTED);

        JsonNode error = said(events.cut(new ProblemException(ProblemType.OVERLOADED, "Stopping."))
                        .toString())
                .getFirst();

        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.path("sequence_number").asInt()).isEqualTo(2);
        assertThat(error.path("message").asText()).isEqualTo("Stopping.");
    }
}
