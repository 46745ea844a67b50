package io.triade.contracts.runs;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What becomes of a run when the process that worked on it is lost. Whatever it is, readers are told by an
/// `interrupted` event.
public enum OnInterruption {
    /// What was said so far goes back to the model as the beginning of its answer; where the model does not allow that,
    /// the run is restarted.
    @JsonProperty("continue")
    CONTINUE,
    /// The model is asked anew and what was said so far is taken back.
    @JsonProperty("restart")
    RESTART,
    /// The run fails with `run-interrupted`; what was said so far stays.
    @JsonProperty("fail")
    FAIL
}
