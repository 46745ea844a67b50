package io.triade.orchestration.changes;

import io.triade.orchestration.sessions.SessionItems;
import io.triade.orchestration.tables.Owner;
import io.triade.orchestration.turns.TurnTable;

/// Where one thing that changed is stored.
///
/// @param within what follows the owner in its partition's name: nothing for a session
/// @param key its sort key
record Ref(String within, String key) {
    private static final String SEPARATOR = " ";

    static Ref of(Owner owner, String partition, String key) {
        return new Ref(partition.substring(owner.key().length()), key);
    }

    static Ref session(String id) {
        return new Ref("", SessionItems.FIRST + id);
    }

    static Ref read(String written) {
        String[] parts = written.split(SEPARATOR, 2);
        return new Ref(parts[0], parts[1]);
    }

    String written() {
        return within + SEPARATOR + key;
    }

    String partition(Owner owner) {
        return owner.key() + within;
    }

    boolean turn() {
        return key.startsWith(TurnTable.FIRST);
    }

    boolean removedTurn() {
        return key.startsWith(TurnTable.GONE);
    }

    /// The session that a turn is in.
    String sessionId() {
        return within.substring(1);
    }

    String id() {
        return key.substring(key.indexOf('#') + 1);
    }
}
