package io.triade.contracts.generations;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Asks for a short title of a conversation.
///
/// @param text how the conversation began
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TitleRequest(String text, @Nullable String model) {}
