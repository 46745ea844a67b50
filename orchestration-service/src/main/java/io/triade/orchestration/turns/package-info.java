/// Turns of a session: history gathered, the prompt tier asked, its events relayed and folded, the outcome kept. Leaves
/// prompts and models to the prompt tier and the sessions themselves to sessions.
@NullMarked
package io.triade.orchestration.turns;

import org.jspecify.annotations.NullMarked;
