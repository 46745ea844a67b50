package io.triade.contracts.sessions;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// One thing that changed, as it is now and not as it was when it changed.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SyncItem.SessionChanged.class, name = "session"),
    @JsonSubTypes.Type(value = SyncItem.SessionDeleted.class, name = "tombstone"),
    @JsonSubTypes.Type(value = SyncItem.TurnChanged.class, name = "turn"),
    @JsonSubTypes.Type(value = SyncItem.TurnRemoved.class, name = "turn-removed")
})
public sealed interface SyncItem {
    /// New or changed; an older version than the one already known is to be ignored.
    record SessionChanged(Session session) implements SyncItem {}

    /// It is gone and its turns with it.
    record SessionDeleted(Tombstone tombstone) implements SyncItem {}

    /// Begun or ended. It may come before its session does.
    record TurnChanged(Turn turn) implements SyncItem {}

    /// It was refused before it said anything and never was one.
    record TurnRemoved(String sessionId, String turnId) implements SyncItem {}
}
