/// How an answer or a refusal leaves the edge: streams with a heartbeat, bodies within a bound, each failure in the
/// shape of the caller's protocol. Leaves what is answered to the protocols.
@NullMarked
package io.triade.api.answers;

import org.jspecify.annotations.NullMarked;
