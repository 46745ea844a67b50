package io.triade.contracts.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One piece of work for one caller, as it stands.
///
/// @param sessionId the conversation it is a turn of, if any
/// @param output the text that the log holds, so far or in all; empty in lists
/// @param lastOffset offset of the newest event that the log holds; 0 before the first
/// @param attempts how many processes have worked on it; more than 1 after a take-over
/// @param metadata as the start gave it
/// @param toolUses the tools that the model asked for, as blocks to send back before their results; at most 100, and
///     256 KiB of them: its events have all; empty in lists
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Run(
        String id,
        @Nullable String sessionId,
        RunState state,
        @Nullable String model,
        String output,
        @Nullable StopReason stopReason,
        @Nullable TokenUsage usage,
        @Nullable Problem problem,
        long lastOffset,
        int attempts,
        OnDisconnect onDisconnect,
        OnInterruption onInterruption,
        Instant createdAt,
        @Nullable Instant finishedAt,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> metadata,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ContentBlock.ToolUse> toolUses) {
    public Run {
        toolUses = toolUses == null ? List.of() : List.copyOf(toolUses);
        metadata = metadata == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    /// As its caller is shown it, at whatever door.
    public Run withoutDoorsOwn() {
        return new Run(
                id,
                sessionId,
                state,
                model,
                output,
                stopReason,
                usage,
                problem,
                lastOffset,
                attempts,
                onDisconnect,
                onInterruption,
                createdAt,
                finishedAt,
                new RunMetadata(metadata).withoutDoorsOwn().metadata(),
                toolUses);
    }

    public Run(
            String id,
            @Nullable String sessionId,
            RunState state,
            @Nullable String model,
            String output,
            @Nullable StopReason stopReason,
            @Nullable TokenUsage usage,
            @Nullable Problem problem,
            long lastOffset,
            int attempts,
            OnDisconnect onDisconnect,
            OnInterruption onInterruption,
            Instant createdAt,
            @Nullable Instant finishedAt) {
        this(
                id,
                sessionId,
                state,
                model,
                output,
                stopReason,
                usage,
                problem,
                lastOffset,
                attempts,
                onDisconnect,
                onInterruption,
                createdAt,
                finishedAt,
                Map.of(),
                List.of());
    }
}
