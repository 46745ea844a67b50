/// Judges durable runs where everything is there twice: what processes that die, callers that leave and wires that
/// break may do to an answer. Leaves one process of each service, where nothing dies, to the package above.
@NullMarked
package io.triade.systemtests.runs;

import org.jspecify.annotations.NullMarked;
