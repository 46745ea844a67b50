/// How a question of this door is put to the tiers and what is heard of its answer, whether it is kept or not.
/// Leaves how it is shown to each of OpenAI's APIs.
@NullMarked
package io.triade.api.openai.runs;

import org.jspecify.annotations.NullMarked;
