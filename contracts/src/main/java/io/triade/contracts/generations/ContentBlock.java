package io.triade.contracts.generations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/// One part of a message.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ContentBlock.Text.class, name = "text"),
    @JsonSubTypes.Type(value = ContentBlock.Image.class, name = "image"),
    @JsonSubTypes.Type(value = ContentBlock.ToolUse.class, name = "tool-use"),
    @JsonSubTypes.Type(value = ContentBlock.ToolResult.class, name = "tool-result")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ContentBlock {
    record Text(String text) implements ContentBlock {}

    /// A picture, for models that see.
    ///
    /// @param format `png`, `jpeg`, `gif` or `webp`
    /// @param base64 the image's bytes, base64
    record Image(String format, String base64) implements ContentBlock {}

    record ToolUse(String toolUseId, String name, Map<String, Object> input) implements ContentBlock {}

    /// What the tool answered.
    ///
    /// @param status `success` or `error`
    record ToolResult(String toolUseId, String status, String content) implements ContentBlock {}
}
