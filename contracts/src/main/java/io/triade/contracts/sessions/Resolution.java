package io.triade.contracts.sessions;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What is to become of a change whose base is no longer the current state.
public enum Resolution {
    /// It is refused, and the caller sees what is there.
    @JsonProperty("fail")
    FAIL,
    /// It is made all the same, over what others did; nothing brings a deleted session back.
    @JsonProperty("overwrite")
    OVERWRITE,
    /// It is made if nobody else changed the same fields since its base.
    @JsonProperty("merge")
    MERGE
}
