package io.triade.api.runs;

import io.triade.defaults.streams.EventForm;
import io.triade.defaults.streams.EventStreamAnswer;
import io.vertx.core.http.HttpServerResponse;

/// What is known of a run once it was accepted and before its first event.
///
/// @param replayed whether an earlier start with the same idempotency key had made it
public record RunHead(String runId, boolean replayed) {
    private static final String REPLAYED = "idempotency-replayed";

    /// Says it in the head of an answer.
    public void nameIn(HttpServerResponse response) {
        response.putHeader(RunTier.RUN_ID, runId);
        if (replayed) response.putHeader(REPLAYED, "true");
    }

    /// Begins a stream with it: the run may be silent for long before it says anything.
    public void begin(HttpServerResponse response, EventForm form) {
        nameIn(response);
        EventStreamAnswer.open(response, form);
    }
}
