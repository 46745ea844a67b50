package io.triade.systemtests.wires;

/// What may become of a TCP connection.
enum Fault {
    /// Nothing passes, and nobody is told; once mended, what was sent arrives, as TCP has it.
    HOLE,
    /// The next byte is answered with a reset.
    RESET,
    /// A few kilobytes a second.
    SLOW,
    /// Closed in order after some bytes of the answer.
    CUT
}
