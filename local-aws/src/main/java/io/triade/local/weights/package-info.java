/// Files that are too large for the repository: found in the cache or fetched by hash from where the user may fetch
/// from, and native libraries unpacked from a jar. Leaves what is done with a file to whoever asked for it.
@NullMarked
package io.triade.local.weights;

import org.jspecify.annotations.NullMarked;
