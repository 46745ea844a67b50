/// How a WebSocket behaves here whatever is spoken on it: RFC 6455, bounds, time-outs, back-pressure, stopping and
/// meters. Leaves messages and callers to the protocols.
@NullMarked
package io.triade.api.sockets;

import org.jspecify.annotations.NullMarked;
