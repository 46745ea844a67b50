/// What can go wrong with a model call: the errors that AWS names, and damage to the wire itself. Leaves the
/// decision when one happens to whoever raises it.
@NullMarked
package io.triade.local.faults;

import org.jspecify.annotations.NullMarked;
