/// Runs, as their owners have them: started once, followed, waited for, read, listed and cancelled from any replica. A
/// session's turn is a run. Leaves the work on them to attempts, what is kept of them to store, the log's upkeep to
/// runlog, what a turn remembers to turns, prompts and models to the prompt tier.
@NullMarked
package io.triade.orchestration.runs;

import org.jspecify.annotations.NullMarked;
