/// Turns every failure, ours or the framework's, into application/problem+json. Leaves which problem it is to whoever
/// throws it.
@NullMarked
package io.triade.defaults.problems;

import org.jspecify.annotations.NullMarked;
