package io.triade.contracts.sessions;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.runs.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One question and what became of it. A turn is a run: its id is the run's.
///
/// @param parentId the turn before it, or `root`
/// @param output what the model said, so far or in all
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Turn(
        String id,
        String sessionId,
        String parentId,
        RunState state,
        String input,
        String output,
        @Nullable String model,
        @Nullable StopReason stopReason,
        @Nullable TokenUsage usage,
        @Nullable Problem problem,
        Instant createdAt,
        @Nullable Instant finishedAt) {}
