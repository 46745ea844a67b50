/// Chat completions: answered straight from the prompt tier or, where they are to be kept, by a run. Leaves what
/// other APIs ask the same way to `questions` and `runs`.
@NullMarked
package io.triade.api.openai.chat;

import org.jspecify.annotations.NullMarked;
