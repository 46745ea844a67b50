package io.triade.contracts.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What can be seen of a run. Its events are numbered from 1 without gaps and end with exactly one terminal event; the
/// number (offset) travels beside the event (the `id:` of a server-sent event), never in it.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunEvent.Started.class, name = "started"),
    @JsonSubTypes.Type(value = RunEvent.PassageFound.class, name = "passage-found"),
    @JsonSubTypes.Type(value = RunEvent.TextDelta.class, name = "text-delta"),
    @JsonSubTypes.Type(value = RunEvent.ReasoningDelta.class, name = "reasoning-delta"),
    @JsonSubTypes.Type(value = RunEvent.ToolRequested.class, name = "tool-requested"),
    @JsonSubTypes.Type(value = RunEvent.ToolFinished.class, name = "tool-finished"),
    @JsonSubTypes.Type(value = RunEvent.ApprovalAsked.class, name = "approval-asked"),
    @JsonSubTypes.Type(value = RunEvent.GuardrailVerdict.class, name = "guardrail-verdict"),
    @JsonSubTypes.Type(value = RunEvent.Usage.class, name = "usage"),
    @JsonSubTypes.Type(value = RunEvent.Interrupted.class, name = "interrupted"),
    @JsonSubTypes.Type(value = RunEvent.Completed.class, name = "completed"),
    @JsonSubTypes.Type(value = RunEvent.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = RunEvent.Cancelled.class, name = "cancelled")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface RunEvent {
    /// The first event: which run this is and which model serves it.
    ///
    /// @param sessionId the conversation it belongs to, if any
    record Started(String runId, @Nullable String sessionId, String model) implements RunEvent {}

    /// A passage that the answer may rest on. `start` and `end` are character offsets into the document.
    record PassageFound(String documentId, String text, double score, int start, int end) implements RunEvent {}

    /// More of the answer's text.
    record TextDelta(String text) implements RunEvent {}

    /// More of the model's reasoning, where the model shows it.
    record ReasoningDelta(String text) implements RunEvent {}

    /// The model asks for a tool; the input is complete.
    record ToolRequested(String toolUseId, String name, Map<String, Object> input) implements RunEvent {}

    /// A tool answered, or failed (`status` is `success` or `error`, as in Bedrock's toolResult).
    record ToolFinished(String toolUseId, String status, String content) implements RunEvent {}

    /// A tool call waits for a person.
    record ApprovalAsked(String approvalId, String toolUseId, String name, Map<String, Object> input)
            implements RunEvent {}

    /// A guardrail rule decided something.
    ///
    /// @param stage `input`, `passage`, `tool-result` or `output`
    /// @param action `block`, `mask` or `flag`
    record GuardrailVerdict(String policy, String rule, String stage, String action) implements RunEvent {}

    /// What the run has used; comes before the terminal event whenever it is known.
    ///
    /// @param estimated true where the model did not report it
    record Usage(TokenUsage usage, boolean estimated) implements RunEvent {}

    /// The attempt was lost and another follows: whoever shows text drops what came after `rewindTo`.
    record Interrupted(String reason, long rewindTo) implements RunEvent {}

    /// Terminal: the answer is whole.
    record Completed(StopReason stopReason) implements RunEvent {}

    /// Terminal: the answer stays as it is, because of this problem.
    record Failed(Problem problem) implements RunEvent {}

    /// Terminal: somebody stopped it.
    ///
    /// @param by `caller` or `disconnect`
    record Cancelled(String by) implements RunEvent {}

    default boolean terminal() {
        return switch (this) {
            case Started _,
                    PassageFound _,
                    TextDelta _,
                    ReasoningDelta _,
                    ToolRequested _,
                    ToolFinished _,
                    ApprovalAsked _,
                    GuardrailVerdict _,
                    Usage _,
                    Interrupted _ -> false;
            case Completed _, Failed _, Cancelled _ -> true;
        };
    }
}
