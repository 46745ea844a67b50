package io.triade.contracts.generations;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A stored prompt and the values of its variables.
///
/// @param version absent: the newest
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PromptReference(String name, @Nullable Integer version, Map<String, Object> variables) {
    public PromptReference {
        if (name.isBlank()) throw new IllegalArgumentException("name must not be blank");
        variables = variables == null ? Map.of() : Map.copyOf(variables);
    }
}
