/// What travels with a request through the tiers: principal, trace id and deadline, and the line logged when it ends.
/// Leaves who may call to the access packages.
@NullMarked
package io.triade.defaults.calls;

import org.jspecify.annotations.NullMarked;
