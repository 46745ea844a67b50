/// Runs: started once, worked on by one replica at a time, taken over when it is lost, followed and cancelled from any.
/// A session's turn is a run. Leaves the log's upkeep to runlog, what a turn remembers to turns, prompts and models to
/// the prompt tier.
@NullMarked
package io.triade.orchestration.runs;

import org.jspecify.annotations.NullMarked;
