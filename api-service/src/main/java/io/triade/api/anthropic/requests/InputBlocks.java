package io.triade.api.anthropic.requests;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.foreign.Origin;
import io.triade.api.foreign.Part;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.problems.ProblemException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A message's content: text, or an array of text, image, tool_use and tool_result blocks. Cache marks and citations
/// on a block change no answer here and are let be.
final class InputBlocks {
    private static final Pattern MEDIA_TYPE = Pattern.compile("image/(png|jpeg|gif|webp)");
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final String role;

    private InputBlocks(String role) {
        this.role = role;
    }

    /// What is said, without texts that say nothing.
    static List<Part> of(String pointer, String role, @Nullable JsonNode content) {
        if (content != null && content.isTextual()) {
            return said(List.of(new Part(new ContentBlock.Text(content.asText()), Origin.of(pointer))));
        }
        if (content == null || !content.isArray() || content.isEmpty()) {
            throw ProblemException.invalidField(pointer, "is required: a string or an array of blocks");
        }
        var reading = new InputBlocks(role);
        var parts = new ArrayList<Part>();
        for (int i = 0; i < content.size(); i++) parts.add(reading.part(pointer + "/" + i, content.get(i)));
        return said(parts);
    }

    private static List<Part> said(List<Part> parts) {
        return parts.stream().filter(part -> !part.blank()).toList();
    }

    /// The text of something that may hold nothing else.
    static String text(String pointer, JsonNode content) {
        if (content.isTextual()) return content.asText();
        if (!content.isArray()) throw ProblemException.invalidField(pointer, "must be a string or an array of blocks");
        var texts = new ArrayList<String>();
        for (int i = 0; i < content.size(); i++) {
            String at = pointer + "/" + i;
            if (!content.get(i).path("type").asText().equals("text")) {
                throw ProblemException.invalidField(at + "/type", "must be text: other blocks are not supported here");
            }
            texts.add(string(at + "/text", content.get(i).path("text")));
        }
        return String.join("\n\n", texts);
    }

    private Part part(String pointer, JsonNode given) {
        ContentBlock block = block(pointer, given);
        return new Part(block, new Origin(pointer, names(block)));
    }

    /// Where in a block of Anthropic's our fields stand.
    private static Map<String, String> names(ContentBlock block) {
        return switch (block) {
            case ContentBlock.Text _ -> Map.of("/text", "/text");
            case ContentBlock.Image _ -> Map.of("/format", "/source/media_type", "/base64", "/source/data");
            case ContentBlock.ToolUse _ -> Map.of("/toolUseId", "/id", "/name", "/name", "/input", "/input");
            case ContentBlock.ToolResult _ -> Map.of("/toolUseId", "/tool_use_id", "/content", "/content");
        };
    }

    private ContentBlock block(String pointer, JsonNode block) {
        String type = block.path("type").asText();
        return switch (type) {
            case "text" -> new ContentBlock.Text(string(pointer + "/text", block.path("text")));
            case "image" -> image(pointer + "/source", block.path("source"));
            case "tool_use" -> toolUse(pointer, block);
            case "tool_result" -> toolResult(pointer, block);
            case "document" -> throw unsupported(pointer, "document", "send its text in a text block");
            case "thinking", "redacted_thinking" ->
                throw unsupported(pointer, type, "leave the model's thinking out of messages");
            default -> throw unsupported(pointer, type, "use text, image, tool_use or tool_result");
        };
    }

    /// Only bytes: an address would make this service fetch what a stranger names.
    private static ContentBlock image(String pointer, JsonNode source) {
        String type = source.path("type").asText();
        if (!type.equals("base64")) {
            throw ProblemException.invalidField(
                    pointer + "/type", "must be base64: images are not fetched from a " + type);
        }
        var format = MEDIA_TYPE.matcher(string(pointer + "/media_type", source.path("media_type")));
        if (!format.matches()) {
            throw ProblemException.invalidField(
                    pointer + "/media_type", "must be image/jpeg, image/png, image/gif or image/webp");
        }
        String base64 = string(pointer + "/data", source.path("data"));
        try {
            Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw ProblemException.invalidField(pointer + "/data", "is not valid base64");
        }
        return new ContentBlock.Image(format.group(1), base64);
    }

    private ContentBlock toolUse(String pointer, JsonNode block) {
        if (!role.equals("assistant")) {
            throw ProblemException.invalidField(pointer + "/type", "tool_use belongs in a message of the assistant");
        }
        if (!block.path("input").isObject()) {
            throw ProblemException.invalidField(pointer + "/input", "must be an object");
        }
        return new ContentBlock.ToolUse(
                string(pointer + "/id", block.path("id")),
                string(pointer + "/name", block.path("name")),
                ForeignJson.MAPPER.convertValue(block.path("input"), OBJECT));
    }

    private ContentBlock toolResult(String pointer, JsonNode block) {
        if (!role.equals("user")) {
            throw ProblemException.invalidField(pointer + "/type", "tool_result belongs in a message of the user");
        }
        JsonNode content = ForeignJson.given(block.get("content"));
        return new ContentBlock.ToolResult(
                string(pointer + "/tool_use_id", block.path("tool_use_id")),
                block.path("is_error").asBoolean() ? "error" : "success",
                content.isMissingNode() ? "" : text(pointer + "/content", content));
    }

    private static String string(String pointer, JsonNode value) {
        if (value.isTextual()) return value.asText();
        throw ProblemException.invalidField(pointer, "is required: a string");
    }

    private static ProblemException unsupported(String pointer, String type, String instead) {
        return ProblemException.invalidField(
                pointer + "/type", (type.isEmpty() ? "is required" : type + " is not supported") + ": " + instead);
    }
}
