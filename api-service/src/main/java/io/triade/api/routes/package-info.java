/// The public routes that another tier owns, declared once, and the relay that passes them on as bytes. Leaves the
/// protocols written by hand to their own packages.
@NullMarked
package io.triade.api.routes;

import org.jspecify.annotations.NullMarked;
