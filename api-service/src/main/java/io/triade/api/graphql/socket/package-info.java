/// graphql-transport-ws: operations by name on one socket, each with its answers. Leaves the socket itself to dialogues
/// and sockets, and the operations to the engine.
@NullMarked
package io.triade.api.graphql.socket;

import org.jspecify.annotations.NullMarked;
