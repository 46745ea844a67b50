package io.triade.local.models;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Why an answer ended, in Bedrock's words.
public enum StopReason {
    END_TURN,
    TOOL_USE,
    MAX_TOKENS,
    STOP_SEQUENCE,
    GUARDRAIL_INTERVENED,
    CONTENT_FILTERED,
    MALFORMED_MODEL_OUTPUT,
    MALFORMED_TOOL_USE,
    MODEL_CONTEXT_WINDOW_EXCEEDED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    public static Optional<StopReason> named(String wireName) {
        return Arrays.stream(values())
                .filter(reason -> reason.wireName.equals(wireName))
                .findFirst();
    }

    public String wireName() {
        return wireName;
    }
}
