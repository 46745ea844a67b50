package io.triade.orchestration.sessions;

import io.triade.orchestration.tables.Owner;
import java.util.List;

/// Turns that are being removed because their session was deleted; whoever keeps something of them removes that too.
public record TurnsRemoved(Owner owner, List<String> ids) {
    public TurnsRemoved {
        ids = List.copyOf(ids);
    }
}
