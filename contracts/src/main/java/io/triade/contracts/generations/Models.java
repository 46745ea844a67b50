package io.triade.contracts.generations;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/// Every model that callers may name.
///
/// @param items those that answer
/// @param embeddings those that turn texts into vectors
public record Models(
        List<Model> items,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Model> embeddings) {
    public Models {
        items = items == null ? List.of() : List.copyOf(items);
        embeddings = embeddings == null ? List.of() : List.copyOf(embeddings);
    }

    public Models(List<Model> items) {
        this(items, List.of());
    }
}
