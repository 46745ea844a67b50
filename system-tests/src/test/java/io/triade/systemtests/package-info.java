/// Judges the packaged processes from outside, as their callers meet them. Leaves everything that can be seen inside
/// one
/// module to that module's own tests.
@NullMarked
package io.triade.systemtests;

import org.jspecify.annotations.NullMarked;
