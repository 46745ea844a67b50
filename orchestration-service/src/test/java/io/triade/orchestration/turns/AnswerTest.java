package io.triade.orchestration.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Turn;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final Instant AT = Instant.parse("2026-11-24T08:00:00Z");
    private static final Turn RUNNING =
            new Turn("r_1", "s_1", "root", RunState.RUNNING, "How?", "", "asked-model", null, null, null, AT, null);

    private final EventCodec codec = new EventCodec(new ObjectMapper());
    private final Answer answer = new Answer(codec, 20);
    private long offset;

    private void add(RunEvent event) {
        answer.add(codec.frame(++offset, event));
    }

    @Test
    void foldsAWholeAnswerIntoASucceededTurn() {
        // Given
        add(new RunEvent.Started("r_1", "s_1", "served-model"));
        add(new RunEvent.ReasoningDelta("let me see"));
        add(new RunEvent.TextDelta("Hold "));
        add(new RunEvent.ToolRequested("t1", "clock", Map.of()));
        add(new RunEvent.TextDelta("it."));
        add(new RunEvent.Usage(new TokenUsage(5, 2), false));
        add(new RunEvent.Completed(StopReason.MAX_TOKENS));

        // When
        Turn turn = answer.ended(RUNNING, answer.end());

        // Then
        assertThat(turn.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(turn.output()).isEqualTo("Hold it.");
        assertThat(turn.model()).isEqualTo("served-model");
        assertThat(turn.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
        assertThat(turn.usage()).isEqualTo(new TokenUsage(5, 2));
        assertThat(turn.problem()).isNull();
        assertThat(turn.finishedAt()).isNotNull();
        assertThat(turn.createdAt()).isEqualTo(AT);
    }

    @Test
    void keepsWhatWasSaidWhenTheCallerLeaves() {
        add(new RunEvent.Started("r_1", "s_1", "m"));
        add(new RunEvent.TextDelta("Hol"));

        Turn turn = answer.ended(RUNNING, new RunEvent.Cancelled("disconnect"));

        assertThat(answer.end()).isNull();
        assertThat(turn.state()).isEqualTo(RunState.CANCELLED);
        assertThat(turn.output()).isEqualTo("Hol");
        assertThat(turn.stopReason()).isNull();
    }

    @Test
    void endsABrokenAnswerWithAFailedFrameOfItsOwn() {
        add(new RunEvent.Started("r_1", "s_1", "m"));
        add(new RunEvent.TextDelta("Hol"));

        Frame frame = answer.broken(new IllegalStateException("reset"), "0a");

        assertThat(frame.offset()).isEqualTo(3);
        Turn turn = answer.ended(RUNNING, answer.end());
        assertThat(turn.state()).isEqualTo(RunState.FAILED);
        assertThat(turn.output()).isEqualTo("Hol");
        assertThat(turn.problem().type()).isEqualTo(ProblemType.UPSTREAM_FAILED.path());
        assertThat(turn.problem().traceId()).isEqualTo("0a");
    }

    @Test
    void dropsWhatAnInterruptionTakesBack() {
        add(new RunEvent.Started("r_1", "s_1", "m"));
        add(new RunEvent.TextDelta("one "));
        add(new RunEvent.TextDelta("two "));
        add(new RunEvent.Interrupted("owner-lost", 2));
        add(new RunEvent.TextDelta("three"));

        assertThat(answer.ended(RUNNING, new RunEvent.Cancelled("caller")).output())
                .isEqualTo("one three");
        assertThatThrownBy(() -> add(new RunEvent.Interrupted("owner-lost", 99)))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void refusesMoreTextThanIsKept() {
        add(new RunEvent.Started("r_1", "s_1", "m"));
        add(new RunEvent.TextDelta("x".repeat(20)));

        assertThatThrownBy(() -> add(new RunEvent.TextDelta("y"))).isInstanceOf(ProblemException.class);

        assertThat(answer.broken(new IllegalStateException(), "0a").offset()).isEqualTo(3);
        assertThat(answer.ended(RUNNING, answer.end()).output()).isEqualTo("x".repeat(20));
    }

    @Test
    void keepsNoHalfOfACharacter() {
        add(new RunEvent.Started("r_1", "s_1", "m"));
        answer.add(new Frame(2, Buffer.buffer("{\"type\":\"text-delta\",\"text\":\"a\\ud83d\"}")));

        assertThat(answer.ended(RUNNING, new RunEvent.Cancelled("disconnect")).output())
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

        assertThat(answer.ended(RUNNING, new RunEvent.Cancelled("caller")).output())
                .isEqualTo("done");
    }
}
