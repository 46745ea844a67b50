/// The prompt tier as this one sees it: generations streamed, titles asked for. Leaves what is asked, and what becomes
/// of the answer, to the capabilities.
@NullMarked
package io.triade.orchestration.generations;

import org.jspecify.annotations.NullMarked;
