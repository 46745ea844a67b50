/// What is kept of a run: its item in the table, where it stands, what it was asked, and what its log says of its
/// answer. Leaves the log itself to runlog, and who works on a run to attempts.
@NullMarked
package io.triade.orchestration.runs.store;

import org.jspecify.annotations.NullMarked;
