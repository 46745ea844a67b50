package io.triade.contracts.sessions;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns of a session, oldest first.
///
/// @param next give it back as `cursor` for the next page; absent on the last
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TurnPage(List<Turn> items, @Nullable String next) {
    public TurnPage {
        items = List.copyOf(items);
    }
}
