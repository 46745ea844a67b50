package io.triade.local.bedrock;

import io.triade.local.faults.ModelFault;
import io.triade.local.models.Conversation.Block;
import io.triade.local.models.Conversation.Message;
import io.triade.local.models.Conversation.Role;
import io.triade.local.wire.Fields;
import io.triade.local.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the messages of a Converse request and checks the rules between them.
final class MessageReader {
    private static final List<String> NOT_FOR_TEXT_MODELS =
            List.of("image", "document", "video", "audio", "searchResult", "toolAddition", "toolRemoval");

    private MessageReader() {}

    static List<Message> read(Fields body) {
        var messages = new ArrayList<Message>();
        for (var message : body.objects("messages").orElse(List.of())) {
            messages.add(message(message));
        }
        checkTurns(messages);
        return messages;
    }

    static String guarded(Fields block) {
        var content = block.requiredObject("guardContent");
        if (content.has("image")) {
            throw unsupported("image");
        }
        return content.requiredObject("text").requiredText("text");
    }

    private static Message message(Fields message) {
        var role =
                switch (message.requiredText("role")) {
                    case "user" -> Role.USER;
                    case "assistant" -> Role.ASSISTANT;
                    case String other ->
                        throw Fields.violated(other, message.at("role"), "satisfy enum value set: [user, assistant]");
                };
        var blocks = message.objects("content").orElseThrow(() -> Fields.missing(message.at("content")));
        if (blocks.isEmpty()) {
            throw ModelFault.validation(
                    "The content field in the Message object at %s is empty. Add a ContentBlock object to the content field and try again."
                            .formatted(message.path()));
        }
        var content = new ArrayList<Block>();
        for (var block : blocks) {
            block(block, role).ifPresent(content::add);
        }
        if (content.isEmpty()) {
            throw ModelFault.validation(
                    "The Message object at %s has nothing but cache points.".formatted(message.path()));
        }
        return new Message(role, content);
    }

    private static Optional<Block> block(Fields block, Role role) {
        if (block.has("text")) {
            return Optional.of(text(block));
        }
        if (block.has("toolUse")) {
            return Optional.of(toolUse(block.requiredObject("toolUse"), role));
        }
        if (block.has("toolResult")) {
            return Optional.of(toolResult(block.requiredObject("toolResult"), role));
        }
        if (block.has("reasoningContent")) {
            return Optional.of(new Block.Reasoning(block.requiredObject("reasoningContent")
                    .object("reasoningText")
                    .map(reasoning -> reasoning.requiredText("text"))
                    .orElse("")));
        }
        if (block.has("guardContent")) {
            return Optional.of(new Block.Text(guarded(block)));
        }
        if (block.has("citationsContent")) {
            var said = new StringBuilder();
            block.requiredObject("citationsContent").objects("content").orElse(List.of()).stream()
                    .flatMap(part -> part.text("text").stream())
                    .forEach(said::append);
            return Optional.of(new Block.Text(said.toString()));
        }
        if (block.has("cachePoint")) {
            return Optional.empty();
        }
        NOT_FOR_TEXT_MODELS.stream().filter(block::has).findFirst().ifPresent(name -> {
            throw unsupported(name);
        });
        throw ModelFault.validation(
                "ContentBlock object at %s must set one of the following keys: text, image, toolUse, toolResult, document, video, cachePoint, reasoningContent, citationsContent, searchResult."
                        .formatted(block.path()));
    }

    private static Block text(Fields block) {
        var text = block.requiredText("text");
        if (text.isBlank()) {
            throw ModelFault.validation(
                    "The text field in the ContentBlock object at %s is blank. Add text to the text field, and try again."
                            .formatted(block.path()));
        }
        return new Block.Text(text);
    }

    private static Block toolUse(Fields tool, Role role) {
        if (role == Role.USER) {
            throw ModelFault.validation("User messages cannot contain tool uses (%s).".formatted(tool.path()));
        }
        return new Block.ToolUse(
                ToolReader.toolUseId(tool),
                ToolReader.toolName(tool),
                tool.any("input").orElseThrow(() -> Fields.missing(tool.at("input"))));
    }

    private static Block toolResult(Fields result, Role role) {
        if (role == Role.ASSISTANT) {
            throw ModelFault.validation(
                    "Assistant messages cannot contain tool results (%s).".formatted(result.path()));
        }
        boolean failed =
                switch (result.text("status").orElse("success")) {
                    case "success" -> false;
                    case "error" -> true;
                    case String other ->
                        throw Fields.violated(other, result.at("status"), "satisfy enum value set: [success, error]");
                };
        var said = new ArrayList<String>();
        for (var content : result.objects("content").orElseThrow(() -> Fields.missing(result.at("content")))) {
            NOT_FOR_TEXT_MODELS.stream().filter(content::has).findFirst().ifPresent(name -> {
                throw unsupported(name);
            });
            said.add(
                    content.has("json") ? Json.write(content.any("json").orElseThrow()) : content.requiredText("text"));
        }
        if (failed && said.isEmpty()) {
            throw ModelFault.validation(
                    "The content field at %s cannot be empty when status value is error.".formatted(result.path()));
        }
        return new Block.ToolResult(ToolReader.toolUseId(result), String.join("\n", said), failed);
    }

    private static void checkTurns(List<Message> messages) {
        if (messages.isEmpty() || messages.getFirst().role() != Role.USER) {
            throw ModelFault.validation("A conversation must start with a user message. "
                    + "Try again with a conversation that starts with a user message.");
        }
        for (int i = 1; i < messages.size(); i++) {
            if (messages.get(i).role() == messages.get(i - 1).role()) {
                throw ModelFault.validation("A conversation must alternate between user and assistant roles. "
                        + "Make sure the conversation alternates between user and assistant roles and try again.");
            }
        }
        if (messages.getLast().role() != Role.USER && !goesOn(messages.getLast())) {
            throw ModelFault.validation(
                    "The model that you are using requires the last turn in the conversation to be a "
                            + "user message. Add a user message to the conversation and try again.");
        }
        for (int i = 0; i < messages.size(); i += 2) {
            ToolReader.checkResults(messages, i);
        }
    }

    /// An answer to be gone on with is text, with or without the reasoning before it.
    private static boolean goesOn(Message last) {
        return last.content().getLast() instanceof Block.Text
                && last.content().stream().noneMatch(Block.ToolUse.class::isInstance);
    }

    private static ModelFault unsupported(String field) {
        return ModelFault.validation(
                "This model doesn't support the %s field. Remove %s and try again.".formatted(field, field));
    }
}
