package io.triade.prompt.invocation.converse;

import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.OutputFormat;
import io.triade.contracts.generations.ToolConfiguration;
import io.triade.contracts.generations.ToolConfiguration.ToolSpecification;
import io.triade.prompt.invocation.ModelCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolChoice;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;

/// The tools of a call as Converse wants them. An answer that is to have a form is one more tool, which the model must
/// use if it uses no other: its input then is the answer.
final class OutputTools {
    private static final String DESCRIPTION =
            "Gives the answer. Use it for the final answer, once, and say nothing else.";

    private static final String NO_MORE = "Not to be used any more.";

    private OutputTools() {}

    static software.amazon.awssdk.services.bedrockruntime.model.@Nullable ToolConfiguration of(ModelCall call) {
        ToolConfiguration given = call.toolConfig();
        OutputFormat format = call.outputFormat();
        List<ToolSpecification> tools = given == null ? bygone(call) : new ArrayList<>(given.tools());
        if (tools.isEmpty() && format == null) return null;
        String choice = given == null ? null : given.choice();
        // Where the caller wants a tool to be used, that comes before any answer.
        if (format != null && (choice == null || choice.equals("auto"))) {
            tools.add(tool(format));
            choice = given == null || tools.size() == 1 ? "tool:" + format.name() : "any";
        }
        return software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration.builder()
                .tools(tools.stream().map(OutputTools::tool).toList())
                .toolChoice(choice(choice))
                .build();
    }

    /// Tools that were used and are offered no more: Converse takes no uses and results of tools without any tools.
    private static List<ToolSpecification> bygone(ModelCall call) {
        OutputFormat format = call.outputFormat();
        return call.messages().stream()
                .flatMap(message -> message.content().stream())
                .flatMap(block -> block instanceof ContentBlock.ToolUse use ? Stream.of(use.name()) : Stream.empty())
                .distinct()
                .filter(name -> format == null || !name.equals(format.name()))
                .map(name -> new ToolSpecification(name, NO_MORE, Map.of("type", "object")))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static ToolSpecification tool(OutputFormat format) {
        String more = format.description();
        return new ToolSpecification(
                format.name(), more == null ? DESCRIPTION : DESCRIPTION + " " + more, format.schema());
    }

    private static Tool tool(ToolSpecification tool) {
        return Tool.fromToolSpec(spec -> spec.name(tool.name())
                .description(tool.description())
                .inputSchema(ToolInputSchema.fromJson(Documents.document(tool.inputSchema()))));
    }

    private static @Nullable ToolChoice choice(@Nullable String choice) {
        return switch (choice) {
            case null -> null;
            case "auto" -> ToolChoice.fromAuto(auto -> {});
            case "any" -> ToolChoice.fromAny(any -> {});
            default -> ToolChoice.fromTool(tool -> tool.name(choice.substring("tool:".length())));
        };
    }
}
