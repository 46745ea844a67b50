package io.triade.api.foreign;

import io.triade.contracts.generations.ContentBlock;

/// A block of a message beside the field it was made of.
public record Part(ContentBlock block, Origin origin) {
    /// Whether it is a text that says nothing, which models refuse.
    public boolean blank() {
        return block instanceof ContentBlock.Text text && text.text().isBlank();
    }
}
