/// Who is calling: verifies the bearer token of any configured issuer and makes it one principal; everything but a few
/// harmless paths is refused without one. Leaves what a principal may do with a resource to the tier that owns it.
@NullMarked
package io.triade.api.access;

import org.jspecify.annotations.NullMarked;
