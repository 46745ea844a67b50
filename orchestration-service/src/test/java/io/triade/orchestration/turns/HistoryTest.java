package io.triade.orchestration.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Turn;
import io.triade.orchestration.turns.History.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    private final List<StoredTurn> newestFirst = new ArrayList<>();
    private int reads;

    private void turn(String id, String parent, RunState state, String output) {
        var turn = new Turn(id, "s", parent, state, "ask " + id, output, null, null, null, null, NOW, null);
        newestFirst.addFirst(new StoredTurn(turn, 0));
    }

    private List<StoredTurn> upTo(String id) {
        reads++;
        return newestFirst.stream()
                .dropWhile(row -> id != null && !row.turn().id().equals(id))
                .limit(4)
                .toList();
    }

    private Window before(String parentId, int maxTurns, int maxCharacters) {
        var source = new History.Source(this::upTo, stored -> stored.turn().output());
        return new History(source, maxTurns, maxCharacters).before(parentId);
    }

    private static String said(Window window) {
        return window.messages().stream()
                .map(message -> message.role().charAt(0) + ":"
                        + ((ContentBlock.Text) message.content().getFirst()).text())
                .collect(Collectors.joining(" | "));
    }

    @Test
    void tellsAConversationInOrder() {
        turn("1", "root", RunState.SUCCEEDED, "one");
        turn("2", "1", RunState.SUCCEEDED, "two");

        Window window = before(null, 10, 1000);

        assertThat(window.parentId()).isEqualTo("2");
        assertThat(said(window)).isEqualTo("u:ask 1 | a:one | u:ask 2 | a:two");
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void beginsAnewAtTheRootAndInAnEmptySession() {
        assertThat(before(null, 10, 1000)).isEqualTo(new Window("root", List.of()));
        turn("1", "root", RunState.SUCCEEDED, "one");

        assertThat(before("root", 10, 1000)).isEqualTo(new Window("root", List.of()));
    }

    @Test
    void followsOnlyTheBranchThatIsAnswered() {
        turn("1", "root", RunState.SUCCEEDED, "one");
        turn("2a", "1", RunState.SUCCEEDED, "two a");
        turn("2b", "1", RunState.SUCCEEDED, "two b");
        turn("3", "2a", RunState.SUCCEEDED, "three");

        assertThat(said(before("3", 10, 1000))).isEqualTo("u:ask 1 | a:one | u:ask 2a | a:two a | u:ask 3 | a:three");
        assertThat(said(before("2b", 10, 1000))).isEqualTo("u:ask 1 | a:one | u:ask 2b | a:two b");
    }

    @Test
    void findsTheChainBehindManyBranches() {
        turn("1", "root", RunState.SUCCEEDED, "one");
        for (int i = 0; i < 30; i++) turn("retry" + i, "1", RunState.SUCCEEDED, "again");
        turn("2", "1", RunState.SUCCEEDED, "two");

        assertThat(said(before("2", 10, 1000))).isEqualTo("u:ask 1 | a:one | u:ask 2 | a:two");
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void leavesOutQuestionsThatWereNeverAnsweredAndKeepsCancelledOnes() {
        turn("1", "root", RunState.SUCCEEDED, "one");
        turn("2", "1", RunState.FAILED, "");
        turn("3", "2", RunState.CANCELLED, "thr");
        turn("4", "3", RunState.CANCELLED, " ");
        turn("5", "4", RunState.FAILED, "fi");

        assertThat(said(before(null, 10, 1000))).isEqualTo("u:ask 1 | a:one | u:ask 3 | a:thr | u:ask 5 | a:fi");
    }

    @Test
    void keepsTheNewestTurnsThatFit() {
        for (int i = 1; i <= 9; i++) turn("" + i, i == 1 ? "root" : "" + (i - 1), RunState.SUCCEEDED, "answer");

        assertThat(said(before(null, 2, 1000))).isEqualTo("u:ask 8 | a:answer | u:ask 9 | a:answer");
        assertThat(said(before(null, 10, 22))).isEqualTo("u:ask 8 | a:answer | u:ask 9 | a:answer");
        assertThat(said(before(null, 10, 21))).isEqualTo("u:ask 9 | a:answer");
        assertThat(before(null, 10, 5)).isEqualTo(new Window("9", List.of()));
        assertThat(before(null, 10, 1000).messages()).hasSize(18);
    }

    @Test
    void answersTheNewestTurnThatHasEnded() {
        turn("1", "root", RunState.SUCCEEDED, "one");
        turn("2", "1", RunState.RUNNING, "");

        assertThat(before(null, 10, 1000).parentId()).isEqualTo("1");
    }

    @Test
    void refusesAParentThatIsNotThereOrStillRuns() {
        turn("1", "root", RunState.RUNNING, "");

        assertRefused("2", ProblemType.INVALID_FIELD);
        assertRefused("1", ProblemType.CONFLICT);
    }

    private void assertRefused(String parentId, ProblemType type) {
        assertThatThrownBy(() -> before(parentId, 10, 1000))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.type()).isEqualTo(type));
    }
}
