/// The log of a run's events: written in batches before anybody is shown them, read from any offset on any replica.
/// Leaves what the events mean, and who writes them, to runs.
@NullMarked
package io.triade.orchestration.runlog;

import org.jspecify.annotations.NullMarked;
