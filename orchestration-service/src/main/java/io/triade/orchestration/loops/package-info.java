/// Where streams meet the store: what blocks runs on virtual threads and comes back to the event loop that asked.
/// Leaves what is done there to the capabilities.
@NullMarked
package io.triade.orchestration.loops;

import org.jspecify.annotations.NullMarked;
