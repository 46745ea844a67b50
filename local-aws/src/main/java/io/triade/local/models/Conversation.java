package io.triade.local.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a model is asked: a Converse request that passed validation, reduced to what a text model can read. The
/// messages alternate and begin with the user; if they end with the assistant, that is an answer to be gone on with.
///
/// @param requestMetadata what the caller wrote on the request for themselves; no model reads it
public record Conversation(
        List<String> system,
        List<Message> messages,
        Inference inference,
        Tools tools,
        JsonNode additionalFields,
        Map<String, String> requestMetadata) {
    public Conversation {
        system = List.copyOf(system);
        messages = List.copyOf(messages);
        requestMetadata = Map.copyOf(requestMetadata);
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("messages must not be empty");
        }
    }

    /// The text of the last user message or, where it has none, of its tool results; blocks are joined by a
    /// line break.
    public String lastUserText() {
        var content = messages.reversed().stream()
                .filter(message -> message.role() == Role.USER)
                .findFirst()
                .map(Message::content)
                .orElse(List.of());
        var said = content.stream()
                .flatMap(block -> block instanceof Block.Text text ? Stream.of(text.text()) : Stream.empty())
                .collect(Collectors.joining("\n"));
        return said.isEmpty()
                ? content.stream()
                        .flatMap(block ->
                                block instanceof Block.ToolResult result ? Stream.of(result.text()) : Stream.empty())
                        .collect(Collectors.joining("\n"))
                : said;
    }

    /// The answer as far as the caller has it already; empty if it is to begin.
    public String answerSoFar() {
        return messages.getLast().role() == Role.USER
                ? ""
                : messages.getLast().content().stream()
                        .flatMap(block -> block instanceof Block.Text text ? Stream.of(text.text()) : Stream.empty())
                        .collect(Collectors.joining());
    }

    public enum Role {
        USER,
        ASSISTANT
    }

    public record Message(Role role, List<Block> content) {
        public Message {
            content = List.copyOf(content);
        }
    }

    /// A part of a message. Images and documents never get here: they are refused before.
    public sealed interface Block {
        record Text(String text) implements Block {}

        record Reasoning(String text) implements Block {}

        record ToolUse(String toolUseId, String name, JsonNode input) implements Block {}

        /// The text of the result; JSON content is written as JSON.
        record ToolResult(String toolUseId, String text, boolean failed) implements Block {}
    }
}
