package io.triade.api.runs;

/// What is known of a run once it was accepted and before its first event.
///
/// @param replayed whether an earlier start with the same idempotency key had made it
public record RunHead(String runId, boolean replayed) {}
