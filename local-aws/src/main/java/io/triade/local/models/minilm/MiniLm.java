package io.triade.local.models.minilm;

import io.triade.local.models.Embedder;
import java.util.List;

/// The embedder behind `local.minilm-l6-v1`.
public final class MiniLm {
    private MiniLm() {}

    /// Returns at once; the model is loaded at the first use.
    public static List<Embedder> open() {
        return List.of(new MiniLmEmbedder());
    }
}
