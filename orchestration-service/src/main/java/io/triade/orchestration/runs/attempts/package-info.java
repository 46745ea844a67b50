/// The work on runs, by one replica at a time: from the model into the log, to one end. Goes on where a replica or
/// the way to the model was lost, and leaves runs to others when the process stops. Leaves to runs who may start one
/// and who may read it.
@NullMarked
package io.triade.orchestration.runs.attempts;

import org.jspecify.annotations.NullMarked;
