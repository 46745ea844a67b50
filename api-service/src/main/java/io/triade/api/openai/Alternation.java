package io.triade.api.openai;

import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.Message;
import io.triade.contracts.problems.ProblemException;
import java.util.ArrayList;
import java.util.List;

/// Turns that alternate, made of blocks in whatever order they come: neighbours of one role become one message.
final class Alternation {
    private final List<String> system = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<ContentBlock> open = new ArrayList<>();
    private String role = "user";

    void system(String text) {
        system.add(text);
    }

    void append(String of, List<ContentBlock> blocks) {
        if (!of.equals(role)) close();
        role = of;
        open.addAll(blocks);
    }

    void append(Message message) {
        append(message.role(), message.content());
    }

    /// @param pointer the field they were in
    Conversation end(String pointer) {
        close();
        if (messages.isEmpty()) throw ProblemException.invalidField(pointer, "must have a user message");
        return new Conversation(system.isEmpty() ? null : String.join("\n\n", system), messages);
    }

    private void close() {
        if (!open.isEmpty()) messages.add(new Message(role, open));
        open.clear();
    }
}
