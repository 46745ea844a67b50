package io.triade.contracts.sessions;

import java.time.Instant;

/// What is left of a deleted session: nothing that was said, only that it is gone.
public record Tombstone(String id, long version, Instant deletedAt) {}
