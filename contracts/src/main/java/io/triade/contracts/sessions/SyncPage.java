package io.triade.contracts.sessions;

import java.util.List;

/// What changed since a cursor, or, without one, every session.
///
/// @param cursor where this page ends: the next `since`
/// @param more true while there is more to fetch at once
public record SyncPage(List<SyncItem> items, String cursor, boolean more) {
    public SyncPage {
        items = List.copyOf(items);
    }
}
