package io.triade.local.bedrock;

import io.triade.local.models.Piece;
import io.vertx.core.buffer.Buffer;

/// Writes the pieces of one answer as event-stream frames: one for each operation that streams.
interface Frames {
    void add(Buffer out, Piece piece);
}
