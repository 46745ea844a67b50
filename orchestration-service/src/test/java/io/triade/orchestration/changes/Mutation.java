package io.triade.orchestration.changes;

import org.jspecify.annotations.Nullable;

/// Something that a client did offline and has yet to send.
sealed interface Mutation {
    String id();

    record Create(String id, String title) implements Mutation {}

    /// @param title absent: stays
    /// @param model absent: stays
    record Edit(String id, @Nullable String title, @Nullable String model, long base, String resolution)
            implements Mutation {}

    record Delete(String id, long base, String resolution) implements Mutation {}
}
