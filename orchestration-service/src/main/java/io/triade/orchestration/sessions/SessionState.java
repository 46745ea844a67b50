package io.triade.orchestration.sessions;

import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.Tombstone;

/// What is stored under a session's id.
public sealed interface SessionState {
    /// @param createdAs tells what it was created with from anything else
    record Live(Session session, String createdAs) implements SessionState {}

    /// @param emptied false while something that was in it may still be there
    record Deleted(Tombstone tombstone, boolean emptied) implements SessionState {}
}
