/// The list of models in OpenAI's shape. Leaves which there are to the prompt tier.
@NullMarked
package io.triade.api.openai.models;

import org.jspecify.annotations.NullMarked;
