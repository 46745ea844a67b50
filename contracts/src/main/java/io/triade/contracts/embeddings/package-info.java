/// Texts as vectors. Leaves what they are compared with to whoever asked.
@NullMarked
package io.triade.contracts.embeddings;

import org.jspecify.annotations.NullMarked;
