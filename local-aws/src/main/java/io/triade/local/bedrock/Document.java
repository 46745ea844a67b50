package io.triade.local.bedrock;

import io.triade.local.models.Piece;

/// Gathers the pieces of one answer into the JSON that an operation answers with when it does not stream.
interface Document {
    void add(Piece piece);

    String json();
}
