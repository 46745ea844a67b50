package io.triade.contracts.sessions;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sessions, the most recently used first.
///
/// @param next give it back as `cursor` for the next page; absent on the last
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionPage(List<Session> items, @Nullable String next) {
    public SessionPage {
        items = List.copyOf(items);
    }
}
