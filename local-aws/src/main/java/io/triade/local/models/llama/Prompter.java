package io.triade.local.models.llama;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.triade.local.models.Conversation;
import io.triade.local.models.Conversation.Block;
import io.triade.local.models.Conversation.Message;
import io.triade.local.models.Conversation.Role;
import io.triade.local.models.Tools;
import io.triade.local.models.llama.Llama.Turn;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes a conversation down as the text that a model goes on with. Small models know no tools: those are described,
/// and their calls and results told, in words.
final class Prompter {
    private Prompter() {}

    static String write(Conversation conversation, Llama llama) {
        var turns = new ArrayList<Turn>();
        conversation.messages().forEach(message -> turns.add(new Turn(message.role(), text(message))));
        if (turns.getLast().role() == Role.ASSISTANT) {
            // The template would close the turn and begin another.
            turns.removeLast();
        }
        return llama.prompt(system(conversation), turns, conversation.answerSoFar());
    }

    private static String system(Conversation conversation) {
        var said = conversation.system().stream();
        var tools = conversation.tools();
        return (tools.tools().isEmpty() ? said : Stream.concat(said, Stream.of(described(tools))))
                .collect(Collectors.joining("\n\n"));
    }

    private static String described(Tools tools) {
        var list = tools.tools().stream()
                .map(tool -> JsonNodeFactory.instance
                        .objectNode()
                        .put("name", tool.name())
                        .put("description", tool.description())
                        .set("parameters", tool.inputSchema())
                        .toString())
                .collect(Collectors.joining("\n"));
        return "You have these tools:\n" + list
                + "\nTo use one, answer with nothing but {\"name\": <its name>, \"arguments\": <its parameters>}. "
                + "Otherwise answer in plain words.";
    }

    private static String text(Message message) {
        return message.content().stream()
                .flatMap(block -> switch (block) {
                    case Block.Text text -> Stream.of(text.text());
                    case Block.Reasoning _ -> Stream.<String>of();
                    case Block.ToolUse use -> Stream.of(call(use));
                    case Block.ToolResult result ->
                        Stream.of((result.failed() ? "The tool failed: " : "The tool answered: ") + result.text());
                })
                .collect(Collectors.joining("\n"));
    }

    private static String call(Block.ToolUse use) {
        return "{\"name\": \"%s\", \"arguments\": %s}".formatted(use.name(), use.input());
    }
}
