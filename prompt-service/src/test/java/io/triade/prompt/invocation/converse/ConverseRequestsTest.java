package io.triade.prompt.invocation.converse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.Message;
import io.triade.contracts.generations.OutputFormat;
import io.triade.contracts.generations.ToolConfiguration;
import io.triade.contracts.generations.ToolConfiguration.ToolSpecification;
import io.triade.contracts.runs.RunEvent;
import io.triade.prompt.invocation.ModelCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;

class ConverseRequestsTest {
    private static final RunEvent.Started STARTED = new RunEvent.Started("r_1", null, "m");

    @Test
    void putsNeighboursOfOneRoleIntoOneMessage() {
        var request = request(
                InferenceParameters.DEFAULTS,
                null,
                Message.user("a"),
                Message.user("b"),
                Message.assistant("c"),
                Message.user("d"));

        assertThat(request.messages())
                .extracting(
                        message -> message.roleAsString() + message.content().size())
                .containsExactly("user2", "assistant1", "user1");
    }

    @Test
    void hasAnAnswerWithAFormWrittenAsAToolsInput() {
        var look = new ToolSpecification("look", "Looks.", Map.of("type", "object"));
        var alone = formed(null).toolConfig();
        var beside = formed(new ToolConfiguration(List.of(look), "auto")).toolConfig();
        var forced = formed(new ToolConfiguration(List.of(look), "tool:look")).toolConfig();

        assertThat(alone.toolChoice().tool().name()).isEqualTo("reply");
        assertThat(alone.tools().getFirst().toolSpec().inputSchema().json().asMap())
                .containsKey("properties");
        assertThat(beside.toolChoice().any()).isNotNull();
        assertThat(beside.tools()).extracting(tool -> tool.toolSpec().name()).containsExactly("look", "reply");
        assertThat(forced.tools()).extracting(tool -> tool.toolSpec().name()).containsExactly("look");
    }

    @Test
    void namesToolsOfThePastWhereNoneAreOfferedAnyMore() {
        var history = List.of(
                Message.user("a"),
                new Message(
                        "assistant",
                        List.of(
                                new ContentBlock.ToolUse("t", "look", Map.of()),
                                new ContentBlock.ToolUse("u", "look", Map.of()))),
                new Message(
                        "user",
                        List.of(
                                new ContentBlock.ToolResult("t", "success", "b"),
                                new ContentBlock.ToolResult("u", "success", "c"))));
        var free = request(InferenceParameters.DEFAULTS, null, history.toArray(Message[]::new))
                .toolConfig();
        var format = new OutputFormat("reply", "A reply.", Map.of("type", "object"));
        var formed = ConverseRequests.whole(
                        new ModelCall(STARTED, null, history, InferenceParameters.DEFAULTS, null, "", format))
                .toolConfig();

        assertThat(free.tools()).extracting(tool -> tool.toolSpec().name()).containsExactly("look");
        assertThat(free.tools().getFirst().toolSpec().description()).isEqualTo("Not to be used any more.");
        assertThat(free.toolChoice()).isNull();
        assertThat(formed.tools()).extracting(tool -> tool.toolSpec().name()).containsExactly("look", "reply");
        assertThat(formed.toolChoice().tool().name()).isEqualTo("reply");
    }

    private static ConverseStreamRequest formed(@Nullable ToolConfiguration tools) {
        var format = new OutputFormat("reply", "A reply.", Map.of("type", "object", "properties", Map.of()));
        return ConverseRequests.streamed(new ModelCall(
                STARTED, null, List.of(Message.user("a")), InferenceParameters.DEFAULTS, tools, "", format));
    }

    @Test
    void passesOnOnlyWhatWasSet() {
        var bare = request(InferenceParameters.DEFAULTS, null, Message.user("a"));
        var full = request(new InferenceParameters(7, 0.5, 0.9, List.of("END")), null, Message.user("a"));

        assertThat(bare.inferenceConfig().temperature()).isNull();
        assertThat(bare.hasSystem()).isFalse();
        assertThat(bare.toolConfig()).isNull();
        assertThat(full.inferenceConfig().maxTokens()).isEqualTo(7);
        assertThat(full.inferenceConfig().temperature()).isEqualTo(0.5f);
        assertThat(full.inferenceConfig().topP()).isEqualTo(0.9f);
        assertThat(full.inferenceConfig().stopSequences()).containsExactly("END");
    }

    @Test
    void passesOnImagesToolsAndTheirResults() {
        var deep = new ArrayList<Object>(Arrays.asList(1, 2.5, null, true, "x"));
        var tools = new ToolConfiguration(
                List.of(new ToolSpecification("look", "Looks.", Map.of("type", "object"))), "tool:look");
        var request = request(
                InferenceParameters.DEFAULTS,
                tools,
                new Message("user", List.of(new ContentBlock.Image("png", "iVBORw=="))),
                new Message("assistant", List.of(new ContentBlock.ToolUse("t", "look", Map.of("deep", deep)))),
                new Message("user", List.of(new ContentBlock.ToolResult("t", "success", "found"))));

        assertThat(request.messages()
                        .get(0)
                        .content()
                        .getFirst()
                        .image()
                        .source()
                        .bytes()
                        .asByteArray())
                .containsExactly(0x89, 'P', 'N', 'G');
        assertThat(request.messages()
                        .get(1)
                        .content()
                        .getFirst()
                        .toolUse()
                        .input()
                        .asMap()
                        .get("deep")
                        .asList())
                .hasSize(5);
        assertThat(request.messages().get(2).content().getFirst().toolResult().statusAsString())
                .isEqualTo("success");
        assertThat(request.toolConfig().toolChoice().tool().name()).isEqualTo("look");
    }

    @Test
    void endsWithTheAnswerSoFarWithoutTheWhiteSpaceAtItsEnd() {
        var going = goingOn("Once upon \n", Message.user("a"));
        var blank = goingOn(" \n", Message.user("a"));

        assertThat(going.messages())
                .extracting(message -> message.roleAsString())
                .containsExactly("user", "assistant");
        assertThat(going.messages().getLast().content().getFirst().text()).isEqualTo("Once upon");
        assertThat(blank.messages()).hasSize(1);
    }

    @Test
    void namesTheRunInTheMetadata() {
        var streamed = request(InferenceParameters.DEFAULTS, null, Message.user("a"));
        var whole = ConverseRequests.whole(
                new ModelCall(STARTED, null, List.of(Message.user("a")), InferenceParameters.DEFAULTS, null, ""));

        assertThat(streamed.requestMetadata()).isEqualTo(Map.of("runId", "r_1"));
        assertThat(whole.requestMetadata()).isEqualTo(Map.of("runId", "r_1"));
    }

    @Test
    void namesTheImageThatIsNoBase64() {
        assertThatThrownBy(() -> request(
                        InferenceParameters.DEFAULTS,
                        null,
                        Message.user("a"),
                        new Message("user", List.of(new ContentBlock.Image("png", "???")))))
                .hasMessage("/messages/1/content/0/base64 must be base64.");
    }

    private static ConverseStreamRequest goingOn(String answerSoFar, Message... messages) {
        return ConverseRequests.streamed(
                new ModelCall(STARTED, null, List.of(messages), InferenceParameters.DEFAULTS, null, answerSoFar));
    }

    private static ConverseStreamRequest request(
            InferenceParameters parameters, ToolConfiguration tools, Message... messages) {
        return ConverseRequests.streamed(new ModelCall(STARTED, null, List.of(messages), parameters, tools, ""));
    }
}
