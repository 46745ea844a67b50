package io.triade.api.anthropic.requests;

import io.triade.api.anthropic.requests.MessagesRequest.Tool;
import io.triade.api.anthropic.requests.MessagesRequest.ToolChoice;
import io.triade.contracts.generations.ToolConfiguration;
import io.triade.contracts.generations.ToolConfiguration.ToolSpecification;
import io.triade.contracts.problems.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tools of a request, and which of them the model may or must ask for.
final class OfferedTools {
    private static final int MOST_NAMED = 20;

    private OfferedTools() {}

    static @Nullable ToolConfiguration of(MessagesRequest request) {
        List<Tool> tools = request.tools();
        ToolChoice choice = request.toolChoice();
        if (tools == null || tools.isEmpty()) {
            if (choice != null && !"none".equals(choice.type())) {
                throw ProblemException.invalidField("/tool_choice", "needs tools");
            }
            return null;
        }
        var known = new ArrayList<ToolSpecification>();
        for (int i = 0; i < tools.size(); i++) known.add(tool("/tools/" + i, tools.get(i)));
        String chosen = choice == null ? "auto" : choice(choice, known);
        // Converse has no such choice: the model is not told of its tools. Those in messages are the prompt tier's
        // care.
        return chosen.equals("none") ? null : new ToolConfiguration(known, chosen);
    }

    private static ToolSpecification tool(String pointer, @Nullable Tool tool) {
        if (tool == null) throw ProblemException.invalidField(pointer, "must be an object");
        if (tool.type() != null && !tool.type().equals("custom")) {
            throw ProblemException.invalidField(
                    pointer + "/type", "must be custom: tools that run on the server are not supported");
        }
        if (tool.name() == null || tool.name().isBlank()) {
            throw ProblemException.invalidField(pointer + "/name", "is required");
        }
        if (tool.inputSchema() == null) throw ProblemException.invalidField(pointer + "/input_schema", "is required");
        if (Boolean.TRUE.equals(tool.strict())) {
            throw ProblemException.invalidField(
                    pointer + "/strict", "is not supported: check a tool's input before you use it");
        }
        String description = tool.description() == null || tool.description().isBlank() ? null : tool.description();
        return new ToolSpecification(tool.name(), description, tool.inputSchema());
    }

    private static String choice(ToolChoice choice, List<ToolSpecification> known) {
        return switch (choice.type()) {
            case "auto", "any", "none" -> choice.type();
            case "tool" -> {
                if (known.stream().noneMatch(tool -> tool.name().equals(choice.name()))) {
                    String names = known.stream()
                            .map(ToolSpecification::name)
                            .limit(MOST_NAMED)
                            .collect(Collectors.joining(", "));
                    throw ProblemException.invalidField(
                            "/tool_choice/name", "names no tool of tools: must be " + names);
                }
                yield "tool:" + choice.name();
            }
            case null, default ->
                throw ProblemException.invalidField("/tool_choice/type", "must be auto, any, tool or none");
        };
    }
}
