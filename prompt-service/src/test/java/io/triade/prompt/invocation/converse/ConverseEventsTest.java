package io.triade.prompt.invocation.converse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.OutputFormat;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.RunEvent;
import io.triade.prompt.invocation.ModelCall;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStart;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlockDelta;

class ConverseEventsTest {
    private final ConverseEvents events = events(null);
    private final ConverseEvents formed = events(new OutputFormat("reply", null, Map.of("type", "object")));

    private static ConverseEvents events(@Nullable OutputFormat format) {
        return new ConverseEvents(
                call(format), new ObjectMapper().readerFor(new TypeReference<Map<String, Object>>() {}));
    }

    private static ModelCall call(@Nullable OutputFormat format) {
        var started = new RunEvent.Started("r_1", null, "m");
        return new ModelCall(started, null, List.of(), InferenceParameters.DEFAULTS, null, "", format);
    }

    @Test
    void givesTheInputOfTheToolThatIsTheAnswerAsTextWhileItComes() {
        hear(formed, delta(0, ContentBlockDelta.fromText("Let me see.")));
        hear(formed, toolStart(1, "t1", "reply"));
        hear(formed, delta(1, toolInput("{\"a\":")));
        hear(formed, delta(1, toolInput("1}")));
        hear(formed, stop(1));
        hear(formed, toolStart(2, "t2", "reply"));
        hear(formed, delta(2, toolInput("{}")));
        hear(formed, stop(2));
        hear(
                formed,
                ConverseStreamOutput.messageStopBuilder().stopReason("tool_use").build());
        formed.conclude();

        assertThat(formed.ready())
                .containsExactly(
                        new RunEvent.ReasoningDelta("Let me see."),
                        new RunEvent.TextDelta("{\"a\":"),
                        new RunEvent.TextDelta("1}"),
                        new RunEvent.Completed(StopReason.END_TURN));
    }

    @Test
    void stillAsksForOtherToolsBesideAnAnswerWithAForm() {
        hear(formed, toolStart(0, "t0", "look"));
        hear(formed, stop(0));
        hear(
                formed,
                ConverseStreamOutput.messageStopBuilder().stopReason("tool_use").build());
        formed.conclude();

        assertThat(formed.ready())
                .containsExactly(
                        new RunEvent.ToolRequested("t0", "look", Map.of()),
                        new RunEvent.Completed(StopReason.TOOL_USE));
    }

    @Test
    void saysThatAnAnswerHasNotTheForm() {
        hear(formed, delta(0, ContentBlockDelta.fromText("No.")));
        hear(
                formed,
                ConverseStreamOutput.messageStopBuilder().stopReason("end_turn").build());
        formed.conclude();

        assertThat(formed.ready())
                .containsExactly(
                        new RunEvent.ReasoningDelta("No."), new RunEvent.Completed(StopReason.MALFORMED_MODEL_OUTPUT));
    }

    @Test
    void takesAnAnswerWithoutInputForAnEmptyObject() {
        hear(formed, toolStart(0, "t0", "reply"));
        hear(formed, stop(0));

        assertThat(formed.ready()).containsExactly(new RunEvent.TextDelta("{}"));
    }

    @Test
    void turnsTextReasoningAndUsageIntoEvents() {
        hear(ConverseStreamOutput.messageStartBuilder().role("assistant").build());
        hear(delta(0, ContentBlockDelta.fromReasoningContent(ReasoningContentBlockDelta.fromText("Hm."))));
        hear(delta(0, ContentBlockDelta.fromReasoningContent(ReasoningContentBlockDelta.fromSignature("sig"))));
        hear(delta(1, ContentBlockDelta.fromText("")));
        hear(delta(1, ContentBlockDelta.fromText("Hi")));
        hear(stop(1));
        hear(ConverseStreamOutput.messageStopBuilder().stopReason("end_turn").build());
        hear(ConverseStreamOutput.metadataBuilder()
                .usage(usage -> usage.inputTokens(1).outputTokens(2).cacheReadInputTokens(3))
                .build());

        assertThat(events.conclude()).isTrue();
        assertThat(events.ready())
                .containsExactly(
                        new RunEvent.ReasoningDelta("Hm."),
                        new RunEvent.TextDelta("Hi"),
                        new RunEvent.Usage(new TokenUsage(1, 2, 3, 0), false),
                        new RunEvent.Completed(StopReason.END_TURN));
    }

    @Test
    void keepsToolInputsApartUntilTheyAreWhole() {
        hear(toolStart(0, "t0", "look"));
        hear(toolStart(1, "t1", "find"));
        hear(delta(0, toolInput("{\"a\":")));
        hear(delta(1, toolInput("{\"b\":[1,")));
        hear(delta(0, toolInput("1}")));
        hear(delta(1, toolInput("2]}")));
        hear(stop(0));
        hear(stop(1));

        assertThat(events.ready())
                .containsExactly(
                        new RunEvent.ToolRequested("t0", "look", Map.of("a", 1)),
                        new RunEvent.ToolRequested("t1", "find", Map.of("b", List.of(1, 2))));
    }

    @Test
    void takesAToolWithoutInputForOneWithoutArguments() {
        hear(toolStart(0, "t0", "now"));
        hear(stop(0));

        assertThat(events.ready()).containsExactly(new RunEvent.ToolRequested("t0", "now", Map.of()));
    }

    @Test
    void failsOnAToolInputThatIsNoObject() {
        hear(toolStart(0, "t0", "look"));
        hear(delta(0, toolInput("{\"a\":")));

        assertThatThrownBy(() -> hear(stop(0)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("input of tool look is not a JSON object");
    }

    @Test
    void neverConcludesAnAnswerThatDidNotStop() {
        hear(delta(0, ContentBlockDelta.fromText("Hi")));

        assertThat(events.conclude()).isFalse();
    }

    @Test
    void hasAWordForReasonsThatAreNewerThanItself() {
        hear(ConverseStreamOutput.messageStopBuilder().stopReason("bored").build());
        events.conclude();

        assertThat(events.ready()).containsExactly(new RunEvent.Completed(StopReason.OTHER));
    }

    private void hear(ConverseStreamOutput event) {
        hear(events, event);
    }

    private static void hear(ConverseEvents events, ConverseStreamOutput event) {
        event.accept(events);
    }

    private static ConverseStreamOutput delta(int index, ContentBlockDelta delta) {
        return ConverseStreamOutput.contentBlockDeltaBuilder()
                .contentBlockIndex(index)
                .delta(delta)
                .build();
    }

    private static ConverseStreamOutput toolStart(int index, String id, String name) {
        return ConverseStreamOutput.contentBlockStartBuilder()
                .contentBlockIndex(index)
                .start(ContentBlockStart.fromToolUse(use -> use.toolUseId(id).name(name)))
                .build();
    }

    private static ContentBlockDelta toolInput(String piece) {
        return ContentBlockDelta.fromToolUse(use -> use.input(piece));
    }

    private static ConverseStreamOutput stop(int index) {
        return ConverseStreamOutput.contentBlockStopBuilder()
                .contentBlockIndex(index)
                .build();
    }
}
