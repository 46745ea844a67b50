package io.triade.contracts.runs;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// Words kept with a run and given back with it: its caller's, and those that a door keeps for itself, which it
/// alone is shown.
public record RunMetadata(Map<String, String> metadata) {
    private static final int MOST = 64;
    private static final int KEY_CHARACTERS = 64;
    private static final int VALUE_CHARACTERS = 512;

    /// What a key of a door's own begins with.
    public static final String DOORS_OWN = "openai:";

    public RunMetadata {
        // In order, so that the same request has the same bytes in every process.
        metadata = metadata == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(metadata));
        if (metadata.size() > MOST) {
            throw new IllegalArgumentException(
                    "metadata must have at most %d entries, had %d".formatted(MOST, metadata.size()));
        }
        metadata.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > KEY_CHARACTERS || value.length() > VALUE_CHARACTERS) {
                throw new IllegalArgumentException(
                        "metadata must have keys of 1 to %d and values of up to %d characters"
                                .formatted(KEY_CHARACTERS, VALUE_CHARACTERS));
            }
        });
    }

    /// Whether some of it is a door's own, which only a door may send.
    public boolean hasDoorsOwn() {
        return metadata.keySet().stream().anyMatch(key -> key.startsWith(DOORS_OWN));
    }

    /// The caller's own.
    public RunMetadata withoutDoorsOwn() {
        if (!hasDoorsOwn()) return this;
        var own = new TreeMap<>(metadata);
        own.keySet().removeIf(key -> key.startsWith(DOORS_OWN));
        return new RunMetadata(own);
    }
}
