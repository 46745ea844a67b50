/// What changed for one principal since a cursor, for clients that were offline: numbered without gaps, in an order
/// that no reader can fall behind. Leaves making the changes to sessions and turns.
@NullMarked
package io.triade.orchestration.changes;

import org.jspecify.annotations.NullMarked;
