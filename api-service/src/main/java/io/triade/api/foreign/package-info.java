/// What doors of foreign protocols have in common, whichever the protocol: how a refusal of the tiers is said in the
/// caller's own terms. Leaves the terms to each door.
@NullMarked
package io.triade.api.foreign;

import org.jspecify.annotations.NullMarked;
