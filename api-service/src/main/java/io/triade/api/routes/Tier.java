package io.triade.api.routes;

/// A service behind the edge.
public enum Tier {
    ORCHESTRATION,
    PROMPT
}
