/// Conversations as their owner sees them: sessions and their turns. Leaves storage to the orchestration tier.
@NullMarked
package io.triade.contracts.sessions;

import org.jspecify.annotations.NullMarked;
