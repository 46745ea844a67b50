/// Answers one question with a model: the HTTP surface, the limits on what may be asked, and the order of the steps.
/// Leaves the text of prompts to `templates`, attempts to `routing` and the provider to `invocation`.
@NullMarked
package io.triade.prompt.generations;

import org.jspecify.annotations.NullMarked;
