package io.triade.contracts.runs;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What becomes of a run when the connection that started it closes. Whoever attached later never ends one.
public enum OnDisconnect {
    @JsonProperty("cancel")
    CANCEL,
    @JsonProperty("continue")
    CONTINUE
}
