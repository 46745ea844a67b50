package io.triade.contracts.sessions;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// What a caller may set on a session; what is absent stays as it is.
///
/// @param title 1 to 200 characters
/// @param model the model its turns use when they name none
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionChange(
        @Nullable String title, @Nullable String model) {}
