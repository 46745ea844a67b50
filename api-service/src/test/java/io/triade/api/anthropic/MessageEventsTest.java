package io.triade.api.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.api.answers.ForeignJson;
import io.triade.api.anthropic.requests.MessagesRequest;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageEventsTest {
    private static final EventCodec CODEC = new EventCodec(new ObjectMapper());

    private MessageEvents events = events("");
    private final List<RunEvent> noted = new ArrayList<>();
    private long offset;

    private record Sent(String event, JsonNode data) {}

    private static MessageEvents events(String more) {
        String body = "{\"stream\":true,\"stop_sequences\":[\"END\"]" + more + "}";
        return new MessageEvents(ForeignJson.read(Buffer.buffer(body), MessagesRequest.class), "0a");
    }

    private List<Sent> after(RunEvent event) throws IOException {
        return after(CODEC.frame(offset + 1, event).json());
    }

    private List<Sent> after(Buffer json) throws IOException {
        Buffer chunk = events.chunk(new Frame(++offset, json), CODEC, noted::add);
        var sent = new ArrayList<Sent>();
        for (String block : chunk.toString().split("\n\n", -1)) {
            if (block.isEmpty()) continue;
            String[] lines = block.split("\n", -1);
            assertThat(lines).hasSize(2);
            var one = new Sent(
                    lines[0].replace("event: ", ""), ForeignJson.MAPPER.readTree(lines[1].replace("data: ", "")));
            assertThat(one.data().path("type").asText()).isEqualTo(one.event());
            sent.add(one);
        }
        return sent;
    }

    private void started() throws IOException {
        assertThat(after(new RunEvent.Started("r_1", null, "m"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello", "", "\"quoted\" \\ back", "line\nbreak\ttab", "ação 🎉", "\\\"", "}", "\"}"})
    void putsATextDeltaIntoItsBlockAsItCame(String text) throws IOException {
        started();

        List<Sent> first = after(new RunEvent.TextDelta(text));
        List<Sent> second = after(new RunEvent.TextDelta(text));

        assertThat(first)
                .extracting(Sent::event)
                .containsExactly("message_start", "ping", "content_block_start", "content_block_delta");
        assertThat(first.get(0).data().at("/message/id").asText()).isEqualTo("msg_r_1");
        assertThat(first.get(0).data().at("/message/content").isArray()).isTrue();
        assertThat(first.get(0).data().at("/message/stop_reason").isNull()).isTrue();
        assertThat(first.get(3).data().at("/delta/text").asText()).isEqualTo(text);
        assertThat(second).extracting(Sent::event).containsExactly("content_block_delta");
        assertThat(second.get(0).data().path("index").asInt()).isZero();
        assertThat(noted).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"text-delta\",\"text\":\"a\" }",
                "{\"text\":\"a\",\"type\":\"text-delta\"}",
                "{ \"type\":\"text-delta\",\"text\":\"\\u0061\"}"
            })
    void readsATextDeltaThatIsWrittenInAnotherWay(String json) throws IOException {
        started();

        List<Sent> sent = after(Buffer.buffer(json));

        assertThat(sent.getLast().data().at("/delta/text").asText()).isEqualTo("a");
    }

    @Test
    void closesTheTextBeforeAToolAndNumbersTheBlocks() throws IOException {
        // Given
        started();
        after(new RunEvent.TextDelta("Let me look."));

        // When
        List<Sent> tool = after(new RunEvent.ToolRequested("t1", "weather", Map.of("city", "Recife")));
        List<Sent> text = after(new RunEvent.TextDelta("And then"));

        // Then
        assertThat(tool)
                .extracting(Sent::event)
                .containsExactly(
                        "content_block_stop", "content_block_start", "content_block_delta", "content_block_stop");
        assertThat(tool).extracting(sent -> sent.data().path("index").asInt()).containsExactly(0, 1, 1, 1);
        assertThat(tool.get(1).data().path("content_block").toString())
                .isEqualTo("{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"weather\",\"input\":{}}");
        assertThat(tool.get(2).data().at("/delta/type").asText()).isEqualTo("input_json_delta");
        assertThat(tool.get(2).data().at("/delta/partial_json").asText()).isEqualTo("{\"city\":\"Recife\"}");
        assertThat(text).extracting(Sent::event).containsExactly("content_block_start", "content_block_delta");
        assertThat(text.get(1).data().path("index").asInt()).isEqualTo(2);
    }

    @Test
    void showsOneToolWhereParallelOnesAreNotWanted() throws IOException {
        events = events(",\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}");
        started();

        assertThat(after(new RunEvent.ToolRequested("t1", "weather", Map.of()))).isNotEmpty();
        assertThat(after(new RunEvent.ToolRequested("t2", "weather", Map.of()))).isEmpty();
    }

    @Test
    void endsWithTheStopReasonAndTheWholeUsage() throws IOException {
        // Given
        started();
        after(new RunEvent.TextDelta("hi"));
        after(new RunEvent.Usage(new TokenUsage(5, 2, 3, 1), false));

        // When
        List<Sent> end = after(new RunEvent.Completed(StopReason.STOP_SEQUENCE));

        // Then
        assertThat(end).extracting(Sent::event).containsExactly("content_block_stop", "message_delta", "message_stop");
        assertThat(end.get(1).data().path("delta").toString())
                .isEqualTo("{\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"END\"}");
        assertThat(end.get(1).data().path("usage").toString())
                .isEqualTo("{\"input_tokens\":5,\"cache_creation_input_tokens\":1,\"cache_read_input_tokens\":3,"
                        + "\"output_tokens\":2}");
    }

    @Test
    void beginsAMessageThatSaysNothing() throws IOException {
        started();

        assertThat(after(new RunEvent.Completed(StopReason.END_TURN)))
                .extracting(Sent::event)
                .containsExactly("message_start", "ping", "message_delta", "message_stop");
    }

    @Test
    void failsTheRequestWhenTheRunFailsBeforeItSaidAnything() throws IOException {
        started();
        var throttled = new RunEvent.Failed(Problem.of(ProblemType.MODEL_THROTTLED, "slow down", null));

        assertThatThrownBy(() -> after(throttled))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.MODEL_THROTTLED));
    }

    @Test
    void endsWithAnErrorWhenTheRunFailsLater() throws IOException {
        started();
        after(new RunEvent.TextDelta("hi"));

        List<Sent> end = after(new RunEvent.Failed(Problem.of(ProblemType.MODEL_UNAVAILABLE, "broke", null)));

        assertThat(end).extracting(Sent::event).containsExactly("error");
        assertThat(end.getFirst().data().toString())
                .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"broke\"},"
                        + "\"request_id\":\"req_0a\"}");
    }

    @Test
    void goesOnAfterAnInterruptionThatTakesNothingBackAndEndsAtOneThatDoes() throws IOException {
        started();
        after(new RunEvent.TextDelta("hi"));

        assertThat(after(new RunEvent.Interrupted("lost", 2))).isEmpty();
        assertThat(after(new RunEvent.TextDelta(" there"))).hasSize(1);
        assertThat(after(new RunEvent.Interrupted("lost", 2)))
                .extracting(Sent::event)
                .containsExactly("error");
    }
}
