package io.triade.local.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.local.faults.WireFault;

/// One step of an answer as an engine makes it. `Stopped` comes exactly once, last.
public sealed interface Piece {
    /// Text to append. Whole Unicode characters only: a code point is never split over two pieces.
    record Text(String text) implements Piece {}

    /// Thinking shown beside the answer.
    record Reasoning(String text) implements Piece {}

    /// A tool the model wants called. The id is new for every call.
    record ToolUse(String toolUseId, String name, JsonNode input) implements Piece {}

    record Stopped(StopReason reason, Usage usage) implements Piece {}

    /// The wire breaks here; nothing follows.
    record Broken(WireFault fault) implements Piece {}
}
