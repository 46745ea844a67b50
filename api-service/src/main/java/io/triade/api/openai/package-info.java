/// The door for clients that speak OpenAI's chat completions, responses and embeddings, each API in a room of its own:
/// their paths, what enters and leaves by them and how failures look. Leaves everything else to the tiers behind; its
/// shapes are used by no package outside.
@NullMarked
package io.triade.api.openai;

import org.jspecify.annotations.NullMarked;
