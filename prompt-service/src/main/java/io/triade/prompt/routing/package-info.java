/// Which models may answer, how often one is asked and how long it may be silent. The only place that tries again.
@NullMarked
package io.triade.prompt.routing;

import org.jspecify.annotations.NullMarked;
