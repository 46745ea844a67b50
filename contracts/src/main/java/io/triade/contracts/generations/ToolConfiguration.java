package io.triade.contracts.generations;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tools the model may ask for, as in Bedrock's toolConfig.
///
/// @param choice `auto`, `any`, or the name of one tool with the prefix `tool:`; absent means `auto`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ToolConfiguration(
        List<ToolSpecification> tools, @Nullable String choice) {
    public ToolConfiguration {
        tools = tools == null ? List.of() : List.copyOf(tools);
        if (tools.isEmpty()) throw new IllegalArgumentException("tools must have at least one tool");
    }

    /// One tool, described to the model.
    ///
    /// @param inputSchema a JSON Schema object
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ToolSpecification(String name, @Nullable String description, Map<String, Object> inputSchema) {}
}
