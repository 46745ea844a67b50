package io.triade.local.faults;

/// Damage to the answer itself, below what a model can do. Only scripts ask for it.
public enum WireFault {
    /// The connection is reset.
    DISCONNECT,
    /// Half a frame is sent, then the connection is reset.
    TRUNCATED_FRAME,
    /// Bytes that are no frame are sent, then the stream ends.
    GARBAGE,
    /// A frame with a wrong checksum is sent, then the stream ends.
    BAD_CHECKSUM,
    /// The stream ends in an orderly way, but without `messageStop`.
    EARLY_END
}
