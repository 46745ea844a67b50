/// Conversations of one principal: created, listed, named and deleted with everything in them. Leaves what is said in
/// them to turns.
@NullMarked
package io.triade.orchestration.sessions;

import org.jspecify.annotations.NullMarked;
