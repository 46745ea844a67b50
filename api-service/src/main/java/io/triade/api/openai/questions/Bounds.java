package io.triade.api.openai.questions;

import io.triade.contracts.problems.ProblemException;
import org.jspecify.annotations.Nullable;

/// Refuses numbers that no model takes, by the name of the caller's field.
public final class Bounds {
    private Bounds() {}

    public static void atLeastOne(String pointer, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw ProblemException.invalidField(pointer, "must be at least 1, was " + value);
        }
    }

    public static void between(String pointer, @Nullable Double value, int max) {
        if (value != null && !(value >= 0 && value <= max)) {
            throw ProblemException.invalidField(pointer, "must be between 0 and " + max + ", was " + value);
        }
    }
}
