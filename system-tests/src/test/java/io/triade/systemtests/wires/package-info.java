/// Judges what broken wires do to an answer: every connection between two processes, and theirs to the caller, goes
/// through one that a test can disturb. Leaves processes that die to `runs`.
@NullMarked
package io.triade.systemtests.wires;

import org.jspecify.annotations.NullMarked;
