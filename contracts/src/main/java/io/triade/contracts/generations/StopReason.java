package io.triade.contracts.generations;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Why the model stopped, in Bedrock Converse's own words.
public enum StopReason {
    @JsonProperty("end_turn")
    END_TURN,
    @JsonProperty("tool_use")
    TOOL_USE,
    @JsonProperty("max_tokens")
    MAX_TOKENS,
    @JsonProperty("stop_sequence")
    STOP_SEQUENCE,
    @JsonProperty("guardrail_intervened")
    GUARDRAIL_INTERVENED,
    @JsonProperty("content_filtered")
    CONTENT_FILTERED,
    @JsonProperty("malformed_model_output")
    MALFORMED_MODEL_OUTPUT,
    @JsonProperty("malformed_tool_use")
    MALFORMED_TOOL_USE,
    @JsonProperty("model_context_window_exceeded")
    MODEL_CONTEXT_WINDOW_EXCEEDED,
    /// A reason newer than this version of the suite; the provider's word is in the log.
    @JsonProperty("other")
    OTHER
}
