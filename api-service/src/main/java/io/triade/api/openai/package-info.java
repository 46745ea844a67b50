/// The door for clients that speak OpenAI's chat completions, responses and embeddings, translated to and from
/// generations on the direct path to the prompt tier and runs of the orchestration tier. Leaves everything else to
/// these tiers; its shapes are used by no other package.
@NullMarked
package io.triade.api.openai;

import org.jspecify.annotations.NullMarked;
