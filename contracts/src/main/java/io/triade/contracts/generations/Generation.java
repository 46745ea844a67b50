package io.triade.contracts.generations;

import java.util.List;

/// A whole answer, for callers that do not stream.
///
/// @param model the model that served it
public record Generation(
        String runId, String model, List<ContentBlock> content, StopReason stopReason, TokenUsage usage) {
    public Generation {
        content = List.copyOf(content);
    }
}
