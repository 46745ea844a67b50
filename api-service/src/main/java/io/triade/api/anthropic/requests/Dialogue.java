package io.triade.api.anthropic.requests;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.answers.ForeignJson;
import io.triade.api.anthropic.requests.MessagesRequest.InputMessage;
import io.triade.api.foreign.Origin;
import io.triade.api.foreign.Part;
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
/// @param origins of each message's blocks
record Dialogue(
        @Nullable String system,
        List<Message> messages,
        @Nullable String answerSoFar,
        List<List<Origin>> origins) {
    Dialogue {
        messages = List.copyOf(messages);
        origins = List.copyOf(origins);
    }

    private static final String BLANK = "must say something: models take no blank text";

    static Dialogue of(@Nullable JsonNode system, @Nullable List<InputMessage> from) {
        if (from == null || from.isEmpty()) {
            throw ProblemException.invalidField("/messages", "is required: send at least one message");
        }
        var said = new ArrayList<String>();
        JsonNode given = ForeignJson.given(system);
        if (!given.isMissingNode()) said.add(InputBlocks.text("/system", given));
        var turns = new Turns();
        for (int i = 0; i < from.size(); i++) {
            String pointer = "/messages/" + i;
            InputMessage message = from.get(i);
            if (message == null) throw ProblemException.invalidField(pointer, "must be an object");
            String role = message.role();
            String content = pointer + "/content";
            switch (role) {
                case "user", "assistant" -> {
                    List<Part> parts = InputBlocks.of(content, role, message.content());
                    boolean toBeBegun = role.equals("assistant") && i + 1 == from.size();
                    if (parts.isEmpty() && !toBeBegun) throw ProblemException.invalidField(content, BLANK);
                    turns.add(role, parts);
                }
                case "system" -> said.add(InputBlocks.text(content, ForeignJson.given(message.content())));
                case null, default ->
                    throw ProblemException.invalidField(pointer + "/role", "must be user, assistant or system");
            }
        }
        said.removeIf(String::isBlank);
        return turns.end(said.isEmpty() ? null : String.join("\n\n", said));
    }

    private static final class Turns {
        private final List<Message> messages = new ArrayList<>();
        private final List<List<Origin>> origins = new ArrayList<>();

        void add(String role, List<Part> parts) {
            if (parts.isEmpty()) return;
            messages.add(new Message(role, parts.stream().map(Part::block).toList()));
            origins.add(parts.stream().map(Part::origin).toList());
        }

        Dialogue end(@Nullable String system) {
            if (messages.isEmpty()) throw ProblemException.invalidField("/messages", "must have a message of the user");
            Message last = messages.getLast();
            if (messages.size() == 1 || last.role().equals("user")) {
                return new Dialogue(system, messages, null, origins);
            }
            if (!last.content().stream().allMatch(ContentBlock.Text.class::isInstance)) {
                throw ProblemException.invalidField(
                        origins.getLast().getFirst().inMessage("/content"),
                        "must be text alone in a last message of the assistant: answer a tool_use with its tool_result");
            }
            String begun = last.content().stream()
                    .map(block -> block instanceof ContentBlock.Text text ? text.text() : "")
                    .collect(Collectors.joining());
            return new Dialogue(system, messages.subList(0, messages.size() - 1), begun, origins);
        }
    }
}
