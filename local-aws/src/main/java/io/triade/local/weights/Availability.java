package io.triade.local.weights;

import java.nio.file.Path;

/// Where a file stands now.
public sealed interface Availability {
    /// The file is there and is the right one.
    record Ready(Path file) implements Availability {}

    /// It is being looked for or fetched; says how far that is.
    record Preparing(String progress) implements Availability {}

    /// It cannot be had; says what to do.
    record Missing(String advice) implements Availability {}
}
