package io.triade.contracts.generations;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// A model that callers may name.
///
/// @param notice a sentence that every screen showing this model's answers must show beside its name
/// @param standard true for the one used when a caller names none
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Model(String id, String name, @Nullable String notice, boolean standard) {}
