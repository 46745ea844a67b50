/// What doors of foreign protocols have in common, whichever the protocol: which methods a path has, and how a
/// refusal of the tiers is said in the caller's own terms. Leaves paths and terms to each door.
@NullMarked
package io.triade.api.foreign;

import org.jspecify.annotations.NullMarked;
