package io.triade.contracts.generations;

import java.util.List;

/// Every model that callers may name.
public record Models(List<Model> items) {
    public Models {
        items = List.copyOf(items);
    }
}
