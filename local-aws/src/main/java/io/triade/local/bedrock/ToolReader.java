package io.triade.local.bedrock;

import io.triade.local.faults.ModelFault;
import io.triade.local.models.Conversation.Block;
import io.triade.local.models.Conversation.Message;
import io.triade.local.models.Tools;
import io.triade.local.models.Tools.Choice;
import io.triade.local.wire.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads `toolConfig` and checks tool uses and results against each other.
final class ToolReader {
    private ToolReader() {}

    static Tools read(Fields body, List<Message> messages) {
        var config = body.object("toolConfig");
        if (config.isEmpty()) {
            boolean used = messages.stream()
                    .flatMap(message -> message.content().stream())
                    .anyMatch(block -> block instanceof Block.ToolUse || block instanceof Block.ToolResult);
            if (used) {
                throw ModelFault.validation(
                        "The toolConfig field must be defined when using toolUse and toolResult content blocks.");
            }
            return Tools.NONE;
        }
        var tools = tools(config.get());
        return new Tools(
                tools,
                config.get()
                        .object("toolChoice")
                        .map(choice -> choice(choice, tools))
                        .orElse(new Choice.Auto()));
    }

    static String toolUseId(Fields fields) {
        var id = fields.requiredText("toolUseId");
        if (!id.matches("[a-zA-Z0-9_.:-]{1,64}")) {
            throw Fields.violated(
                    id,
                    fields.at("toolUseId"),
                    "satisfy regular expression pattern: [a-zA-Z0-9_.:-]+ (1 to 64 characters)");
        }
        return id;
    }

    static String toolName(Fields fields) {
        var name = fields.requiredText("name");
        if (!name.matches("[a-zA-Z0-9_-]{1,64}")) {
            throw Fields.violated(
                    name, fields.at("name"), "satisfy regular expression pattern: [a-zA-Z0-9_-]+ (1 to 64 characters)");
        }
        return name;
    }

    /// Every tool use is answered in the very next message, and nothing else is.
    static void checkResults(List<Message> messages, int index) {
        var results = messages.get(index).content().stream()
                .flatMap(block ->
                        block instanceof Block.ToolResult result ? Stream.of(result.toolUseId()) : Stream.empty())
                .toList();
        var uses = index == 0
                ? List.<String>of()
                : messages.get(index - 1).content().stream()
                        .flatMap(block ->
                                block instanceof Block.ToolUse use ? Stream.of(use.toolUseId()) : Stream.empty())
                        .toList();
        if (results.size() > uses.size()) {
            throw ModelFault.validation(
                    "The number of toolResult blocks at messages.%d.content exceeds the number of toolUse blocks of previous turn."
                            .formatted(index));
        }
        var missing = uses.stream().filter(id -> !results.contains(id)).collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw ModelFault.validation("Expected toolResult blocks at messages.%d.content for the following Ids: %s"
                    .formatted(index, missing));
        }
    }

    private static List<Tools.Tool> tools(Fields config) {
        var tools = new ArrayList<Tools.Tool>();
        var names = new HashSet<String>();
        for (var tool : config.objects("tools").orElseThrow(() -> Fields.missing(config.at("tools")))) {
            if (tool.has("cachePoint")) {
                continue;
            }
            var spec = tool.object("toolSpec")
                    .orElseThrow(() -> ModelFault.validation(
                            "Tool object at %s must set one of the following keys: toolSpec, cachePoint."
                                    .formatted(tool.path())));
            var read = tool(spec);
            if (!names.add(read.name())) {
                throw ModelFault.validation(
                        "The tool name %s at %s is used more than once. Give each tool its own name."
                                .formatted(read.name(), spec.at("name")));
            }
            tools.add(read);
        }
        if (tools.isEmpty()) {
            throw Fields.violated("[]", config.at("tools"), "have length greater than or equal to 1");
        }
        return tools;
    }

    private static Tools.Tool tool(Fields spec) {
        var name = toolName(spec);
        var description = spec.text("description");
        if (description.filter(String::isEmpty).isPresent()) {
            throw Fields.violated("", spec.at("description"), "have length greater than or equal to 1");
        }
        var schema = spec.requiredObject("inputSchema").requiredObject("json");
        if (!schema.text("type").orElse("").equals("object")) {
            throw ModelFault.validation(
                    "The value at %s must be one of the following: object.".formatted(schema.at("type")));
        }
        return new Tools.Tool(name, description.orElse(""), schema.node());
    }

    private static Choice choice(Fields choice, List<Tools.Tool> tools) {
        if (choice.has("auto")) {
            return new Choice.Auto();
        }
        if (choice.has("any")) {
            return new Choice.Any();
        }
        var wanted = choice.object("tool")
                .orElseThrow(() -> ModelFault.validation(
                        "ToolChoice object at %s must set one of the following keys: auto, any, tool."
                                .formatted(choice.path())));
        var name = toolName(wanted);
        if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
            throw ModelFault.validation(
                    "The tool %s at %s is not among toolConfig.tools.".formatted(name, wanted.at("name")));
        }
        return new Choice.Named(name);
    }
}
