package io.triade.api.openai.chat;

import io.triade.api.openai.runs.Ids;
import io.triade.api.openai.runs.KeptWords;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunState;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which completions a caller wants listed.
///
/// @param after the run before the first; null: from the beginning of the order
/// @param metadata what they must have
record ListQuery(
        int limit,
        boolean ascending,
        @Nullable String after,
        @Nullable String model,
        Map<String, String> metadata) {
    private static final int MOST = 100;
    private static final String METADATA = "metadata[";

    /// @param more whether there are further ones
    record Slice(List<Run> runs, boolean more) {}

    static ListQuery of(MultiMap query) {
        String limit = Objects.requireNonNullElse(query.get("limit"), "20");
        if (!limit.matches("\\d{1,3}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MOST) {
            throw ProblemException.invalidField("limit", "must be a whole number from 1 to " + MOST);
        }
        String order = Objects.requireNonNullElse(query.get("order"), "asc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw ProblemException.invalidField("order", "must be asc or desc");
        }
        var metadata = new HashMap<String, String>();
        query.forEach((name, value) -> {
            if (name.startsWith(METADATA) && name.endsWith("]")) {
                metadata.put(name.substring(METADATA.length(), name.length() - 1), value);
            }
        });
        String after = query.get("after");
        return new ListQuery(
                Integer.parseInt(limit),
                order.equals("asc"),
                after == null ? null : Ids.run(Ids.COMPLETION, after),
                query.get("model"),
                metadata);
    }

    boolean wants(Run run) {
        var words = new KeptWords(run.metadata());
        return run.state() == RunState.SUCCEEDED
                && words.madeBy(ChatTranslation.API)
                && (model == null || model.equals(run.model()))
                && words.own().entrySet().containsAll(metadata.entrySet());
    }

    /// Whether older runs need not be looked at.
    ///
    /// @param newest those that are wanted, the newest first
    boolean enough(List<Run> newest) {
        return !ascending && newest.size() > 1 + place(newest) + limit;
    }

    /// @param newest all that are wanted, the newest first
    Slice slice(List<Run> newest) {
        var ordered = new ArrayList<>(newest);
        if (ascending) Collections.reverse(ordered);
        int place = place(ordered);
        if (after != null && place < 0) throw ProblemException.invalidField("after", "is no completion of this list");
        List<Run> rest = ordered.subList(place + 1, ordered.size());
        return new Slice(List.copyOf(rest.subList(0, Math.min(limit, rest.size()))), rest.size() > limit);
    }

    /// Of the run before the first; -1 where there is none.
    private int place(List<Run> runs) {
        for (int i = 0; i < runs.size(); i++) {
            if (runs.get(i).id().equals(after)) return i;
        }
        return -1;
    }
}
