/// Embeddings by MiniLM, from a model that comes with its library. Leaves the request shapes to `bedrock`.
@NullMarked
package io.triade.local.models.minilm;

import org.jspecify.annotations.NullMarked;
