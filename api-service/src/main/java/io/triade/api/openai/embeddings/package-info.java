/// Embeddings of the prompt tier in OpenAI's shape. Leaves the models to that tier.
@NullMarked
package io.triade.api.openai.embeddings;

import org.jspecify.annotations.NullMarked;
