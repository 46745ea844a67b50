/// Texts as vectors: checked, cut into calls that the model takes, put together again. Leaves limits of a single call
/// and further attempts to routing.
@NullMarked
package io.triade.prompt.embeddings;

import org.jspecify.annotations.NullMarked;
