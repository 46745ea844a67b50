package io.triade.api.openai.questions;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.contracts.generations.ToolConfiguration;
import io.triade.contracts.generations.ToolConfiguration.ToolSpecification;
import io.triade.contracts.problems.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Functions that a caller offers, and which of them the model is to use.
public final class OfferedTools {
    private static final String ALLOWED = "allowed_tools";
    private static final int MOST_NAMED = 20;
    private static final Map<String, Object> NO_PARAMETERS = Map.of("type", "object", "properties", Map.of());

    private OfferedTools() {}

    public static ToolSpecification tool(
            String pointer, @Nullable String name, @Nullable String description, @Nullable Map<String, Object> schema) {
        if (name == null || name.isBlank()) throw ProblemException.invalidField(pointer + "/name", "is required");
        String described = description == null || description.isBlank() ? null : description;
        return new ToolSpecification(name, described, schema == null ? NO_PARAMETERS : schema);
    }

    /// @param named where in a choice of one function its name stands
    /// @return null where no tool is to be used
    public static @Nullable ToolConfiguration chosen(List<ToolSpecification> tools, JsonNode choice, String named) {
        if (tools.isEmpty()) {
            if (!choice.isMissingNode() && !choice.asText("").equals("none")) {
                throw ProblemException.invalidField("/tool_choice", "needs tools");
            }
            return null;
        }
        if (choice.path("type").asText().equals(ALLOWED)) return allowed(tools, choice, named);
        String chosen = choice(choice, tools, named);
        return chosen.equals("none") ? null : new ToolConfiguration(tools, chosen);
    }

    /// Some of the tools, which is as if no others were offered.
    private static ToolConfiguration allowed(List<ToolSpecification> tools, JsonNode choice, String named) {
        // Chat completions have it in a field of its own, as they have a function.
        JsonNode allowed = choice.path(ALLOWED).isObject() ? choice.path(ALLOWED) : choice;
        String mode = allowed.path("mode").asText();
        if (!mode.equals("auto") && !mode.equals("required")) {
            throw ProblemException.invalidField("/tool_choice/mode", "must be auto or required");
        }
        var known = new ArrayList<ToolSpecification>();
        for (JsonNode one : allowed.path("tools"))
            known.add(known(tools, one.at(named).asText()));
        if (known.isEmpty()) throw ProblemException.invalidField("/tool_choice/tools", "must have at least one tool");
        return new ToolConfiguration(known, mode.equals("auto") ? "auto" : "any");
    }

    private static ToolSpecification known(List<ToolSpecification> tools, String name) {
        return tools.stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalidField(
                        "/tool_choice", "names no function of tools: must be " + names(tools)));
    }

    private static String names(List<ToolSpecification> tools) {
        return tools.stream().map(ToolSpecification::name).limit(MOST_NAMED).collect(Collectors.joining(", "));
    }

    private static String choice(JsonNode choice, List<ToolSpecification> tools, String named) {
        if (choice.isMissingNode()) return "auto";
        if (choice.isObject() && choice.path("type").asText().equals("function")) {
            return "tool:" + known(tools, choice.at(named).asText()).name();
        }
        return switch (choice.asText("")) {
            case "auto" -> "auto";
            case "required" -> "any";
            case "none" -> "none";
            default ->
                throw ProblemException.invalidField(
                        "/tool_choice", "must be none, auto, required, one function or allowed_tools");
        };
    }
}
