package io.triade.contracts.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs without their output, the newest first.
///
/// @param next give it back as `cursor` for the next page; absent on the last
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunPage(List<Run> items, @Nullable String next) {
    public RunPage {
        items = List.copyOf(items);
    }
}
