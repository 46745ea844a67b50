/// The protocol of a session's turn: one answer, whole or streamed as it is made. Leaves sessions and their history to
/// the orchestration tier.
@NullMarked
package io.triade.api.sessions;

import org.jspecify.annotations.NullMarked;
