package io.triade.orchestration.changes;

import java.util.List;

/// Things that got the same number in one transaction.
record Entry(long number, List<Ref> refs) {
    Entry {
        refs = List.copyOf(refs);
    }

    /// One of them.
    record Change(long number, Ref ref) {}
}
