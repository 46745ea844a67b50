/// One client on one socket, whatever is spoken on it: how it came, what each message began, how it ends. Leaves frames
/// and bounds to sockets, and what is said to the protocols.
@NullMarked
package io.triade.api.dialogues;

import org.jspecify.annotations.NullMarked;
