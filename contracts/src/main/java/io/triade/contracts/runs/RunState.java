package io.triade.contracts.runs;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Where a run stands. The last three are final.
public enum RunState {
    @JsonProperty("queued")
    QUEUED,
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("waiting")
    WAITING,
    @JsonProperty("succeeded")
    SUCCEEDED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("cancelled")
    CANCELLED
}
