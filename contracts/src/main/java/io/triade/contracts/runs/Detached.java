package io.triade.contracts.runs;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.triade.contracts.problems.Problem;

/// A connection's last word, not an event of a run: this connection ends, the run does not. It has no offset.
///
/// @param problem why it ends
/// @param after offset of the last event that it carried; attach again after this one
@JsonPropertyOrder({"type", "problem", "after"})
public record Detached(Problem problem, long after) {
    public static final String TYPE = "detached";

    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public String type() {
        return TYPE;
    }
}
