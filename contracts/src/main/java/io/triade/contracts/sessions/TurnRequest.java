package io.triade.contracts.sessions;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.runs.OnDisconnect;
import io.triade.contracts.runs.OnInterruption;
import org.jspecify.annotations.Nullable;

/// What the user says next.
///
/// A second turn with the same parent is another branch: that is how an answer is tried again.
///
/// @param parentId the turn this one answers; absent: the newest of the session that has ended; `root`: the beginning
/// @param model absent: the session's, then the configured default
/// @param onDisconnect absent: `continue`
/// @param onInterruption absent: `continue`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TurnRequest(
        String text,
        @Nullable String parentId,
        @Nullable String model,
        @Nullable InferenceParameters parameters,
        @Nullable OnDisconnect onDisconnect,
        @Nullable OnInterruption onInterruption) {
    /// The parent of a session's first turns.
    public static final String ROOT = "root";
}
