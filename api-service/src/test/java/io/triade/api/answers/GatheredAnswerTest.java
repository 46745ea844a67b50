package io.triade.api.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatheredAnswerTest {
    private static GatheredAnswer of(RunEvent... events) {
        var answer = new GatheredAnswer();
        answer.add(1, new RunEvent.Started("r_1", null, "m"));
        for (int i = 0; i < events.length; i++) answer.add(i + 2, events[i]);
        return answer;
    }

    @Test
    void putsTextsTogetherAndKeepsToolsInTheirPlace() {
        var answer = of(
                new RunEvent.TextDelta("Let me "),
                new RunEvent.TextDelta("look."),
                new RunEvent.ToolRequested("t1", "weather", Map.of()),
                new RunEvent.TextDelta("Done."),
                new RunEvent.Usage(new TokenUsage(3, 4), false),
                new RunEvent.Completed(StopReason.TOOL_USE));

        assertThat(answer.ended()).isTrue();
        assertThat(answer.generation().content())
                .containsExactly(
                        new ContentBlock.Text("Let me look."),
                        new ContentBlock.ToolUse("t1", "weather", Map.of()),
                        new ContentBlock.Text("Done."));
        assertThat(answer.generation().usage()).isEqualTo(new TokenUsage(3, 4));
    }

    @Test
    void leavesOutWhatAnInterruptionTookBack() {
        var answer = of(
                new RunEvent.TextDelta("kept "),
                new RunEvent.TextDelta("taken back"),
                new RunEvent.Interrupted("lost", 2),
                new RunEvent.TextDelta("and on"),
                new RunEvent.Completed(StopReason.END_TURN));

        assertThat(answer.generation().content()).containsExactly(new ContentBlock.Text("kept and on"));
    }

    @Test
    void isNoAnswerWhereTheRunFailedWasCancelledOrHasNotEnded() {
        var failed = of(new RunEvent.Failed(Problem.of(ProblemType.MODEL_THROTTLED, "slow down", null)));
        var cancelled = of(new RunEvent.Cancelled("caller"));
        var open = of(new RunEvent.TextDelta("so far"));

        assertThatThrownBy(failed::generation)
                .isInstanceOf(ProblemException.class)
                .hasMessage("slow down");
        assertThatThrownBy(cancelled::generation).isInstanceOf(ProblemException.class);
        assertThatThrownBy(open::generation).isInstanceOf(ProblemException.class);
        assertThat(open.ended()).isFalse();
    }
}
