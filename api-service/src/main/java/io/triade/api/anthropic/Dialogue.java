package io.triade.api.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.anthropic.MessagesRequest.InputMessage;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.Message;
import io.triade.contracts.problems.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Anthropic's messages in our own words: the system's text apart, and apart an answer that the caller began.
///
/// @param answerSoFar the text of a last message of the assistant
record Dialogue(
        @Nullable String system,
        List<Message> messages,
        @Nullable String answerSoFar) {
    Dialogue {
        messages = List.copyOf(messages);
    }

    static Dialogue of(@Nullable JsonNode system, @Nullable List<InputMessage> from) {
        if (from == null || from.isEmpty()) {
            throw ProblemException.invalidField("/messages", "is required: send at least one message");
        }
        var said = new ArrayList<String>();
        JsonNode given = ForeignJson.given(system);
        if (!given.isMissingNode()) said.add(InputBlocks.text("/system", given));
        var messages = new ArrayList<Message>();
        for (int i = 0; i < from.size(); i++) {
            String pointer = "/messages/" + i;
            InputMessage message = from.get(i);
            if (message == null) throw ProblemException.invalidField(pointer, "must be an object");
            String role = message.role();
            switch (role) {
                case "user", "assistant" ->
                    messages.add(new Message(role, InputBlocks.of(pointer + "/content", role, message.content())));
                case "system" -> said.add(InputBlocks.text(pointer + "/content", ForeignJson.given(message.content())));
                case null, default ->
                    throw ProblemException.invalidField(pointer + "/role", "must be user or assistant");
            }
        }
        said.removeIf(String::isBlank);
        return begun(said.isEmpty() ? null : String.join("\n\n", said), messages);
    }

    private static Dialogue begun(@Nullable String system, List<Message> messages) {
        if (messages.isEmpty()) throw ProblemException.invalidField("/messages", "must have a message of the user");
        Message last = messages.getLast();
        if (messages.size() == 1 || last.role().equals("user")) return new Dialogue(system, messages, null);
        if (!last.content().stream().allMatch(ContentBlock.Text.class::isInstance)) {
            throw ProblemException.invalidField(
                    "/messages/" + (messages.size() - 1) + "/content",
                    "must be text alone in a last message of the assistant: answer a tool_use with its tool_result");
        }
        String begun = last.content().stream()
                .map(block -> block instanceof ContentBlock.Text text ? text.text() : "")
                .collect(Collectors.joining());
        return new Dialogue(system, messages.subList(0, messages.size() - 1), begun);
    }
}
