package io.triade.orchestration.runs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.runs.RunState;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private final EventCodec codec = new EventCodec(new ObjectMapper());
    private final Answer answer = new Answer(codec, 20);
    private long offset;

    private void add(RunEvent event) {
        answer.add(codec.frame(++offset, event));
    }

    @Test
    void foldsAWholeAnswerIntoItsOutcome() {
        // Given
        add(new RunEvent.Started("r_1", "s_1", "served-model"));
        add(new RunEvent.ReasoningDelta("let me see"));
        add(new RunEvent.TextDelta("Hold "));
        add(new RunEvent.ToolRequested("t1", "clock", Map.of()));
        add(new RunEvent.TextDelta("it."));
        add(new RunEvent.Usage(new TokenUsage(5, 2), false));
        add(new RunEvent.Completed(StopReason.MAX_TOKENS));

        // When
        Answer.Outcome turn = answer.outcome(answer.end());

        // Then
        assertThat(turn.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(turn.output()).isEqualTo("Hold it.");
        assertThat(answer.toolUses()).containsExactly(new ContentBlock.ToolUse("t1", "clock", Map.of()));
        assertThat(turn.model()).isEqualTo("served-model");
        assertThat(turn.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
        assertThat(turn.usage()).isEqualTo(new TokenUsage(5, 2));
        assertThat(turn.problem()).isNull();
        assertThat(turn.finishedAt()).isNotNull();
    }

    @Test
    void keepsWhatWasSaidWhenTheCallerLeaves() {
        add(new RunEvent.Started("r_1", "s_1", "m"));
        add(new RunEvent.TextDelta("Hol"));

        Answer.Outcome turn = answer.outcome(new RunEvent.Cancelled("disconnect"));

        assertThat(answer.end()).isNull();
        assertThat(turn.state()).isEqualTo(RunState.CANCELLED);
        assertThat(turn.output()).isEqualTo("Hol");
        assertThat(turn.stopReason()).isNull();
    }

    @Test
    void dropsWhatAnInterruptionTakesBack() {
        add(new RunEvent.Started("r_1", "s_1", "m"));
        add(new RunEvent.TextDelta("one "));
        add(new RunEvent.TextDelta("two "));
        add(new RunEvent.Interrupted("owner-lost", 2));
        add(new RunEvent.TextDelta("three"));

        assertThat(answer.outcome(new RunEvent.Cancelled("caller")).output()).isEqualTo("one three");
        assertThatThrownBy(() -> add(new RunEvent.Interrupted("owner-lost", 99)))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void tellsWhetherAModelCouldGoOnFromHere() {
        add(new RunEvent.Started("r_1", "s_1", "m"));
        add(new RunEvent.TextDelta("one "));
        assertThat(answer.more()).isFalse();

        add(new RunEvent.ToolRequested("t1", "clock", Map.of()));
        assertThat(answer.more()).isTrue();

        add(new RunEvent.Interrupted("owner-lost", 1));
        assertThat(answer.more()).isFalse();
        assertThat(answer.toolUses()).isEmpty();
        assertThat(answer.text()).isEmpty();
        assertThat(answer.begun()).isTrue();
    }

    @Test
    void addsWhatEachAttemptUsed() {
        // Given
        add(new RunEvent.Started("r_1", "s_1", "m"));
        add(new RunEvent.TextDelta("one "));
        assertThat(answer.settled()).isFalse();
        add(Answer.used(new TokenUsage(5, 1).estimated(true)));
        assertThat(answer.settled()).isTrue();
        add(new RunEvent.Interrupted("owner-lost", 3));
        add(new RunEvent.TextDelta("two "));

        // When
        answer.add(answer.counted(codec.frame(9, new RunEvent.Usage(new TokenUsage(6, 1), false))));

        // Then
        assertThat(answer.beginning()).isEqualTo("one ");
        assertThat(answer.usage()).isEqualTo(new TokenUsage(11, 2).estimated(true));
    }

    @Test
    void refusesMoreTextThanIsKept() {
        add(new RunEvent.Started("r_1", "s_1", "m"));
        add(new RunEvent.TextDelta("x".repeat(20)));

        assertThatThrownBy(() -> add(new RunEvent.TextDelta("y"))).isInstanceOf(ProblemException.class);

        assertThat(answer.last()).isEqualTo(2);
        assertThat(answer.text()).isEqualTo("x".repeat(20));
    }

    @Test
    void showsTheFirstToolUsesOfVeryMany() {
        add(new RunEvent.Started("r_1", "s_1", "m"));
        for (int i = 0; i < 4; i++) add(new RunEvent.ToolRequested("t" + i, "clock", Map.of("x", "y".repeat(100_000))));

        assertThat(answer.toolUses())
                .extracting(ContentBlock.ToolUse::toolUseId)
                .containsExactly("t0", "t1");
    }

    @Test
    void keepsNoHalfOfACharacter() {
        add(new RunEvent.Started("r_1", "s_1", "m"));
        answer.add(new Frame(2, Buffer.buffer("{\"type\":\"text-delta\",\"text\":\"a\\ud83d\"}")));

        assertThat(answer.outcome(new RunEvent.Cancelled("disconnect")).output())
                .isEqualTo("a");
    }

    @Test
    void passesByEventsItDoesNotKnow() {
        add(new RunEvent.Started("r_1", "s_1", "m"));

        answer.add(new Frame(2, Buffer.buffer("{\"type\":\"from-the-future\",\"x\":1}")));

        assertThat(answer.end()).isNull();
    }

    @Test
    void growsWithTheNumberOfEvents() {
        add(new RunEvent.Started("r_1", "s_1", "m"));
        for (int i = 0; i < 1_000; i++) add(new RunEvent.ReasoningDelta("r"));
        add(new RunEvent.TextDelta("done"));

        assertThat(answer.outcome(new RunEvent.Cancelled("caller")).output()).isEqualTo("done");
    }
}
