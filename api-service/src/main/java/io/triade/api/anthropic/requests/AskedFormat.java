package io.triade.api.anthropic.requests;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.anthropic.requests.MessagesRequest.Tool;
import io.triade.contracts.generations.OutputFormat;
import io.triade.contracts.problems.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The form that a caller wants the answer's text in: in `output_config`, or where betas had it.
record AskedFormat(String pointer, JsonNode asked) {
    private static final String TYPE = "json_schema";

    /// What the model is told that its answer is called, unless a tool has this name.
    private static final String NAME = "answer";

    static AskedFormat of(MessagesRequest request) {
        JsonNode config = ForeignJson.given(request.outputConfig());
        JsonNode format = ForeignJson.given(config.get("format"));
        return format.isMissingNode()
                ? new AskedFormat("/output_format", ForeignJson.given(request.outputFormat()))
                : new AskedFormat("/output_config/format", format);
    }

    /// @return null for free text
    @Nullable
    OutputFormat format(@Nullable List<Tool> tools) {
        if (asked.isMissingNode()) return null;
        if (!asked.path("type").asText().equals(TYPE)) {
            throw ProblemException.invalidField(pointer + "/type", "must be " + TYPE);
        }
        JsonNode schema = asked.path("schema");
        if (!schema.isObject()) {
            throw ProblemException.invalidField(pointer + "/schema", "must be a JSON Schema object");
        }
        return new OutputFormat(name(tools == null ? List.of() : tools), null, ForeignJson.object(schema));
    }

    private static String name(List<Tool> tools) {
        String name = NAME;
        while (taken(name, tools)) name += "_";
        return name;
    }

    private static boolean taken(String name, List<Tool> tools) {
        return tools.stream().anyMatch(tool -> tool != null && name.equals(tool.name()));
    }
}
