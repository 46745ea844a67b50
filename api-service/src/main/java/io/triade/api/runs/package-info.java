/// The native protocol of runs: start, follow, wait, over any number of broken connections to the tier that owns
/// them. Leaves what happens in a run, and keeping it, to the orchestration tier.
@NullMarked
package io.triade.api.runs;

import org.jspecify.annotations.NullMarked;
