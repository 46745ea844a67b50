package io.triade.api.openai.questions;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.answers.ForeignJson;
import io.triade.contracts.generations.OutputFormat;
import io.triade.contracts.problems.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The form a caller wants the answer's text in.
public final class AskedFormat {
    private static final Map<String, Object> ANY_OBJECT = Map.of("type", "object");
    private static final String JSON_OBJECT = "json_object";

    private AskedFormat() {}

    /// @param pointer where the format stands
    /// @param described where in it the name and the schema stand, a JSON Pointer
    /// @return null for free text
    public static @Nullable OutputFormat of(String pointer, JsonNode format, String described) {
        if (format.isMissingNode()) return null;
        return switch (format.path("type").asText()) {
            case "text" -> null;
            case JSON_OBJECT -> new OutputFormat(JSON_OBJECT, null, ANY_OBJECT);
            case "json_schema" -> schema(pointer + described, described.isEmpty() ? format : format.at(described));
            default ->
                throw ProblemException.invalidField(pointer + "/type", "must be text, json_object or json_schema");
        };
    }

    private static OutputFormat schema(String pointer, JsonNode described) {
        JsonNode name = described.path("name");
        JsonNode schema = described.path("schema");
        if (!name.isTextual() || !name.asText().matches("[a-zA-Z0-9_-]{1,64}")) {
            throw ProblemException.invalidField(pointer + "/name", "must be 1 to 64 letters, digits, _ or -");
        }
        if (!schema.isObject())
            throw ProblemException.invalidField(pointer + "/schema", "must be a JSON Schema object");
        JsonNode description = described.path("description");
        return new OutputFormat(
                name.asText(), description.isTextual() ? description.asText() : null, ForeignJson.object(schema));
    }

    /// As the Responses API shows it.
    public static Map<String, Object> shown(@Nullable OutputFormat format) {
        if (format == null) return Map.of("type", "text");
        if (format.name().equals(JSON_OBJECT) && format.schema().equals(ANY_OBJECT)) return Map.of("type", JSON_OBJECT);
        var shown = new LinkedHashMap<String, Object>();
        shown.put("type", "json_schema");
        shown.put("name", format.name());
        if (format.description() != null) shown.put("description", format.description());
        shown.put("schema", format.schema());
        return shown;
    }
}
