/// The internal token: the only credential that inner tiers accept. Leaves the callers' own credentials to the edge.
@NullMarked
package io.triade.defaults.access;

import org.jspecify.annotations.NullMarked;
