/// RFC 9457 problems: the closed list of types and the one exception that carries them. Leaves the mapping to HTTP to
/// service-defaults.
@NullMarked
package io.triade.contracts.problems;

import org.jspecify.annotations.NullMarked;
