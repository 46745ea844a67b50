/// The door for clients that speak OpenAI's chat completions, translated to and from generations on the direct path to
/// the prompt tier. Leaves everything else to that tier; its shapes are used by no other package.
@NullMarked
package io.triade.api.openai;

import org.jspecify.annotations.NullMarked;
