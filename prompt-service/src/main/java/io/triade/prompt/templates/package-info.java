/// Stored prompts: immutable versions with typed variables, rendered to the system text of a generation. Knows nothing
/// of models.
@NullMarked
package io.triade.prompt.templates;

import org.jspecify.annotations.NullMarked;
