package io.triade.orchestration.turns;

import io.triade.contracts.generations.Message;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What was said before a new turn: its chain of parents, the newest ones that fit, in the order they were said.
final class History {
    /// Reads of the store at most. Each begins at the turn that is looked for, so each finds at least one of the chain.
    private static final int MAX_READS = 20;

    private final Source source;
    private final int maxTurns;
    private final int maxCharacters;

    /// @param parentId of the new turn
    /// @param messages user and assistant in turn
    record Window(String parentId, List<Message> messages) {
        Window {
            messages = List.copyOf(messages);
        }
    }

    /// Where turns are read from.
    ///
    /// @param upTo turns from one on backwards, the newest first; from the newest for an absent id
    /// @param output the whole output of a turn
    record Source(Function<@Nullable String, List<StoredTurn>> upTo, Function<StoredTurn, String> output) {}

    History(Source source, int maxTurns, int maxCharacters) {
        this.source = source;
        this.maxTurns = maxTurns;
        this.maxCharacters = maxCharacters;
    }

    /// @param parentId as the caller gave it; absent: the newest turn that has ended
    /// @throws ProblemException `invalid-field` for an unknown parent, `conflict` for one that still runs
    Window before(@Nullable String parentId) {
        if (TurnRequest.ROOT.equals(parentId)) return new Window(TurnRequest.ROOT, List.of());
        List<StoredTurn> rows = source.upTo().apply(parentId);
        StoredTurn parent = parentId == null ? newestEnded(rows) : named(rows, parentId);
        if (parent == null) return new Window(TurnRequest.ROOT, List.of());
        return new Window(parent.turn().id(), messages(rows, parent.turn().id()));
    }

    private List<Message> messages(List<StoredTurn> newest, String newestId) {
        Deque<Message> messages = new ArrayDeque<>();
        List<StoredTurn> rows = newest;
        String wanted = newestId;
        int characters = 0;
        for (int reads = 1; reads <= MAX_READS && !wanted.equals(TurnRequest.ROOT); reads++) {
            String before = wanted;
            for (StoredTurn row : rows) {
                Turn turn = row.turn();
                if (!turn.id().equals(wanted)) continue;
                wanted = turn.parentId();
                String output = row.parts() > 0 || !turn.output().isBlank()
                        ? source.output().apply(row)
                        : "";
                // A question that was never answered has no place: the roles would no longer alternate.
                if (output.isBlank()) continue;
                characters += turn.input().length() + output.length();
                if (characters > maxCharacters || messages.size() == 2 * maxTurns) return List.copyOf(messages);
                messages.addFirst(Message.assistant(output));
                messages.addFirst(Message.user(turn.input()));
            }
            if (wanted.equals(before)) break;
            if (!wanted.equals(TurnRequest.ROOT)) rows = source.upTo().apply(wanted);
        }
        return List.copyOf(messages);
    }

    private static @Nullable StoredTurn newestEnded(List<StoredTurn> rows) {
        for (StoredTurn row : rows) {
            if (!row.running()) return row;
        }
        return null;
    }

    private static StoredTurn named(List<StoredTurn> rows, String parentId) {
        if (rows.isEmpty() || !rows.getFirst().turn().id().equals(parentId)) throw unknownParent(parentId);
        StoredTurn parent = rows.getFirst();
        if (parent.running()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Turn " + parentId + " is still running; wait until it has ended or name another parent.");
        }
        return parent;
    }

    static ProblemException unknownParent(String parentId) {
        String shown = parentId.length() <= 60 ? parentId : parentId.substring(0, 60) + "…";
        return ProblemException.invalidField(
                "/parentId", "is no turn of this session and not " + TurnRequest.ROOT + ", was " + shown);
    }
}
