package io.triade.contracts.generations;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Asks for one JSON object as the answer's text. The model is made to write it as a tool's input, so models without
/// tools refuse; how well it keeps to the schema is the model's doing, and nobody checks it.
///
/// @param name what the model is told it is called
/// @param schema a JSON Schema object
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutputFormat(String name, @Nullable String description, Map<String, Object> schema) {}
