/// The Responses API: a response that is kept is a run of any door. Leaves what other APIs ask the same way to
/// `questions` and `runs`.
@NullMarked
package io.triade.api.openai.responses;

import org.jspecify.annotations.NullMarked;
