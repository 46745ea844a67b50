package io.triade.orchestration.turns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import org.junit.jupiter.api.Test;

class TurnItemsTest {
    private static final Instant AT = Instant.parse("2026-11-24T08:00:00.120Z");

    private final TurnItems items = new TurnItems(new ObjectMapper().registerModule(new JavaTimeModule()));

    private static Turn turn(RunState state, String input, String output) {
        var problem = Problem.of(ProblemType.MODEL_FAILED, "It broke off.", "0a");
        return new Turn(
                "r_1",
                "s_1",
                "root",
                state,
                input,
                output,
                "m",
                StopReason.OTHER,
                new TokenUsage(1, 2),
                problem,
                AT,
                AT);
    }

    @Test
    void readsBackWhatItWrote() {
        // Given
        Turn ended = turn(RunState.FAILED, "Olá?", "Sim");
        var item = new HashMap<>(items.running(turn(RunState.RUNNING, "Olá?", "")));
        item.putAll(items.ended(ended, 0));
        item.put("sk", "turn#r_1");

        // When
        StoredTurn stored = items.turn("s_1", item);

        // Then
        assertThat(stored).isEqualTo(new StoredTurn(ended, 0));
        assertThat(item).containsEntry("state", "failed").containsEntry("stopReason", "other");
    }

    @Test
    void keepsAnOrdinaryAnswerInOneItem() {
        assertThat(items.parts(turn(RunState.SUCCEEDED, "a".repeat(100_000), "b".repeat(200_000))))
                .isEmpty();
        assertThat(items.parts(turn(RunState.SUCCEEDED, "€".repeat(100_000), "b".repeat(20_000))))
                .isEmpty();
    }

    @Test
    void splitsALongAnswerIntoPiecesThatFitAnItem() {
        String output = "x" + "🙂€".repeat(100_000);

        var parts = items.parts(turn(RunState.SUCCEEDED, "How?", output));

        assertThat(String.join("", parts)).isEqualTo(output);
        assertThat(parts).hasSizeGreaterThan(2).allSatisfy(part -> {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            assertThat(bytes.length).isLessThan(390_000);
            assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(part);
        });
    }

    @Test
    void leavesTheAnswerItsRoomBesideTheLongestQuestion() {
        assertThat(items.parts(turn(RunState.SUCCEEDED, "€".repeat(100_000), "b".repeat(30_000))))
                .hasSize(1);
    }
}
