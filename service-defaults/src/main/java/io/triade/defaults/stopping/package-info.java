/// How a process stops: what is still open is told shortly before the framework closes it. Leaves what to say to those
/// who hold it open.
@NullMarked
package io.triade.defaults.stopping;

import org.jspecify.annotations.NullMarked;
