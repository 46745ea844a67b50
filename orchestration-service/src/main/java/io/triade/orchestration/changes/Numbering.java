package io.triade.orchestration.changes;

import io.triade.orchestration.changes.ChangeTable.Head;
import io.triade.orchestration.tables.Owner;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// Gives numbers to what changed, when somebody wants to know it and not when it changes (ADR 13).
@Singleton
class Numbering {
    /// With the head and the entry itself, half of what a transaction may hold.
    private static final int TOGETHER = 48;

    private static final int ROUNDS = 10;

    /// For clocks that differ.
    private static final Duration MARGIN = Duration.ofDays(1);

    private final ChangeTable table;

    Numbering(ChangeTable table) {
        this.table = table;
    }

    /// @param last everything up to it has been told or can be
    /// @param more true while further changes wait for their numbers
    record Numbered(long last, boolean more) {}

    Numbered number(Owner owner, Head head) {
        long last = head.number();
        for (int round = 0; round < ROUNDS; round++) {
            List<Ref> marked = table.marked(owner, head.since().minus(MARGIN), TOGETHER);
            if (marked.isEmpty()) return new Numbered(last, false);
            OptionalLong given = table.number(owner, last, marked);
            // The index is behind: what it shows has its number already.
            if (given.isPresent() && given.getAsLong() == last) return new Numbered(last, true);
            if (given.isPresent()) {
                last = given.getAsLong();
                if (marked.size() < TOGETHER) return new Numbered(last, false);
            } else {
                // Somebody else gave this number: perhaps to the same changes.
                last = table.head(owner).map(Head::number).orElse(last);
            }
        }
        return new Numbered(last, true);
    }
}
