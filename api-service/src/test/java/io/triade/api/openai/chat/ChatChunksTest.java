package io.triade.api.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatChunksTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChatChunks chunks = new ChatChunks(true, 1_700_000_000);

    private static String delta(String text) throws IOException {
        return JSON.writeValueAsString(
                JSON.createObjectNode().put("type", "text-delta").put("text", text));
    }

    private List<JsonNode> said(Buffer chunk) throws IOException {
        var said = new ArrayList<JsonNode>();
        for (String block : chunk.toString().split("\n\n", -1)) {
            if (!block.isEmpty() && !block.equals("data: [DONE]")) {
                assertThat(block).startsWith("data: ");
                said.add(JSON.readTree(block.substring("data: ".length())));
            }
        }
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello", "", "\"quoted\" \\ back", "line\nbreak\ttab", "ação 🎉", "\\\"", "}", "\"}"})
    void putsATextDeltaIntoAChunkAsItCame(String text) throws IOException {
        chunks.event(9, new RunEvent.Started("r_1", null, "m"));

        List<JsonNode> said = said(chunks.text(Buffer.buffer(delta(text))));

        assertThat(said).hasSize(2);
        assertThat(said.get(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(said.get(1).at("/choices/0/delta/content").asText()).isEqualTo(text);
        assertThat(said.get(1).path("id").asText()).isEqualTo("chatcmpl-r_1");
        assertThat(said.get(1).path("model").asText()).isEqualTo("m");
        assertThat(said.get(1).path("usage").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"text-delta\",\"text\":\"a\",\"more\":\"b\"}",
                "{\"type\":\"text-delta\",\"text\":\"a\" }",
                "{\"type\":\"text-delta\",\"text\":7}",
                "{\"type\":\"text-delta\",\"text\":\"a\\\"}",
                "{\"type\":\"text-delta\",\"text\":\"}",
                "{\"type\":\"started\",\"runId\":\"r\",\"model\":\"m\"}",
                "{}"
            })
    void copiesOnlyBytesItKnowsToBeOneString(String json) {
        assertThat(chunks.text(Buffer.buffer(json))).isNull();
    }

    @Test
    void endsWithTheFinishReasonTheUsageAndDone() throws IOException {
        // Given
        chunks.event(9, new RunEvent.Started("r_1", null, "m"));
        chunks.text(Buffer.buffer(delta("hi")));
        assertThat(chunks.event(9, new RunEvent.Usage(new TokenUsage(5, 2), false))
                        .length())
                .isZero();

        // When
        Buffer end = chunks.event(9, new RunEvent.Completed(StopReason.MAX_TOKENS));

        // Then
        List<JsonNode> said = said(end);
        assertThat(said.get(0).at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(said.get(0).at("/choices/0/delta").isEmpty()).isTrue();
        assertThat(said.get(1).path("choices").isEmpty()).isTrue();
        assertThat(said.get(1).at("/usage/total_tokens").asInt()).isEqualTo(7);
        assertThat(end.toString()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void keepsTheUsageToItselfWhenNobodyAsked() throws IOException {
        // Given
        var silent = new ChatChunks(false, 0);
        silent.event(9, new RunEvent.Started("r_1", null, "m"));
        silent.event(9, new RunEvent.Usage(new TokenUsage(5, 2), false));

        // When
        List<JsonNode> said = said(silent.event(9, new RunEvent.Completed(StopReason.END_TURN)));

        // Then
        assertThat(said).hasSize(2).noneMatch(chunk -> chunk.has("usage"));
    }

    @Test
    void numbersToolCalls() throws IOException {
        chunks.event(9, new RunEvent.Started("r_1", null, "m"));

        chunks.event(9, new RunEvent.ToolRequested("t1", "weather", Map.of("city", "Recife")));
        List<JsonNode> second = said(chunks.event(9, new RunEvent.ToolRequested("t2", "now", Map.of())));

        JsonNode call = second.getFirst().at("/choices/0/delta/tool_calls/0");
        assertThat(call.path("index").asInt()).isEqualTo(1);
        assertThat(call.path("id").asText()).isEqualTo("t2");
        assertThat(call.at("/function/arguments").asText()).isEqualTo("{}");
    }

    @Test
    void failsTheRequestWhenTheRunFailsBeforeItSaidAnything() {
        chunks.event(9, new RunEvent.Started("r_1", null, "m"));
        var throttled = Problem.of(ProblemType.MODEL_THROTTLED, "slow down", null);

        assertThatThrownBy(() -> chunks.event(9, new RunEvent.Failed(throttled)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.MODEL_THROTTLED));
    }

    @Test
    void endsWithAnErrorAndWithoutDoneWhenTheRunFailsLater() throws IOException {
        chunks.event(9, new RunEvent.Started("r_1", null, "m"));
        chunks.text(Buffer.buffer(delta("hi")));

        Buffer end = chunks.event(9, new RunEvent.Failed(Problem.of(ProblemType.MODEL_FAILED, "broke", null)));

        assertThat(said(end).getFirst().at("/error/message").asText()).isEqualTo("broke");
        assertThat(said(end).getFirst().at("/error/type").asText()).isEqualTo("server_error");
        assertThat(end.toString()).doesNotContain("[DONE]");
    }

    @Test
    void goesOnAfterAnInterruptionThatTakesNothingBack() throws IOException {
        chunks.event(1, new RunEvent.Started("r_1", null, "m"));
        chunks.event(2, new RunEvent.TextDelta("a"));

        assertThat(chunks.event(3, new RunEvent.Interrupted("owner-lost", 2)).length())
                .isZero();
        assertThat(chunks.event(4, new RunEvent.Interrupted("owner-lost", 1)).toString())
                .contains("\"error\"");
    }

    @Test
    void passesOnOneToolWhereMoreAreNotWanted() {
        var one = new ChatChunks(false, 1, true);
        one.event(1, new RunEvent.Started("r_1", null, "m"));

        assertThat(one.event(2, new RunEvent.ToolRequested("t1", "look", Map.of()))
                        .length())
                .isPositive();
        assertThat(one.event(3, new RunEvent.ToolRequested("t2", "look", Map.of()))
                        .length())
                .isZero();
    }
}
