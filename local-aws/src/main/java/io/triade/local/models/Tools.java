package io.triade.local.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// The tools a model may ask for; none is an empty list.
public record Tools(List<Tool> tools, Choice choice) {
    public static final Tools NONE = new Tools(List.of(), new Choice.Auto());

    public Tools {
        tools = List.copyOf(tools);
    }

    /// The input schema is JSON Schema as the caller sent it.
    public record Tool(String name, String description, JsonNode inputSchema) {}

    public sealed interface Choice {
        record Auto() implements Choice {}

        record Any() implements Choice {}

        record Named(String name) implements Choice {}
    }
}
