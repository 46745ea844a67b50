/// What chat completions and responses ask alike: turns, parts of content, tools, forms and their bounds, in our
/// own words. Leaves what only one of the two can say to that one.
@NullMarked
package io.triade.api.openai.questions;

import org.jspecify.annotations.NullMarked;
