package io.triade.orchestration.turns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Turn;
import io.triade.orchestration.tables.ItemWords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A turn as the attributes of its item. The words that JSON shows on the wire are the words in the table.
final class TurnItems {
    /// Question and answer together; what else is in an item has the rest of its 400 kB.
    private static final int INLINE_BYTES = 320_000;

    /// At most three bytes each.
    private static final int PART_CHARACTERS = 100_000;

    private final ItemWords words;

    TurnItems(ObjectMapper mapper) {
        this.words = new ItemWords(mapper, "turn");
    }

    Map<String, String> running(Turn turn) {
        var item = new HashMap<String, String>();
        item.put("parentId", turn.parentId());
        item.put("state", words.word(turn.state()));
        item.put("input", turn.input());
        if (turn.model() != null) item.put("model", turn.model());
        item.put("createdAt", turn.createdAt().toString());
        return item;
    }

    /// What is written over the running turn.
    Map<String, String> ended(Turn turn, int parts) {
        var item = new HashMap<String, String>();
        item.put("state", words.word(turn.state()));
        if (parts == 0) item.put("output", turn.output());
        else item.put("outputParts", Integer.toString(parts));
        if (turn.model() != null) item.put("model", turn.model());
        if (turn.stopReason() != null) item.put("stopReason", words.word(turn.stopReason()));
        if (turn.usage() != null) item.put("usage", words.json(turn.usage()));
        if (turn.problem() != null) item.put("problem", words.json(turn.problem()));
        if (turn.finishedAt() != null) item.put("finishedAt", turn.finishedAt().toString());
        return item;
    }

    /// The output in pieces that fit an item each; none when the turn's own item has room for it.
    List<String> parts(Turn turn) {
        String output = turn.output();
        var parts = new ArrayList<String>();
        if (inline(turn.input(), output)) return parts;
        for (int from = 0; from < output.length(); ) {
            int to = Math.min(from + PART_CHARACTERS, output.length());
            if (to < output.length() && Character.isHighSurrogate(output.charAt(to - 1))) to--;
            parts.add(output.substring(from, to));
            from = to;
        }
        return parts;
    }

    StoredTurn turn(String sessionId, Map<String, String> item) {
        String stopReason = item.get("stopReason");
        String usage = item.get("usage");
        String problem = item.get("problem");
        String finishedAt = item.get("finishedAt");
        var turn = new Turn(
                words.required(item, "sk").substring("turn#".length()),
                sessionId,
                words.required(item, "parentId"),
                words.of(words.required(item, "state"), RunState.class),
                words.required(item, "input"),
                item.getOrDefault("output", ""),
                item.get("model"),
                stopReason == null ? null : words.of(stopReason, StopReason.class),
                usage == null ? null : words.read(usage, TokenUsage.class),
                problem == null ? null : words.read(problem, Problem.class),
                Instant.parse(words.required(item, "createdAt")),
                finishedAt == null ? null : Instant.parse(finishedAt));
        return new StoredTurn(turn, Integer.parseInt(item.getOrDefault("outputParts", "0")));
    }

    /// Counted exactly only where it could matter.
    private static boolean inline(String input, String output) {
        if (3L * (input.length() + output.length()) <= INLINE_BYTES) return true;
        return input.getBytes(UTF_8).length + output.getBytes(UTF_8).length <= INLINE_BYTES;
    }
}
