package io.triade.api.openai.questions;

import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.Message;
import io.triade.contracts.problems.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns that alternate, made of blocks in whatever order they come: neighbours of one role become one message.
public final class Alternation {
    private final List<String> system = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<ContentBlock> open = new ArrayList<>();
    private String role = "user";
    private @Nullable String unsaid;

    public void system(String text) {
        if (!text.isBlank()) system.add(text);
    }

    /// What a user says, where models take no blank text: a message that says nothing is left out, unless it is all
    /// there is to be answered.
    public void user(String pointer, List<ContentBlock> blocks) {
        List<ContentBlock> said = ContentParts.said(blocks);
        if (!said.isEmpty()) append("user", said);
        else if (open.isEmpty() || !role.equals("user")) unsaid = pointer;
    }

    public void append(String of, List<ContentBlock> blocks) {
        if (blocks.isEmpty()) return;
        if (messages.isEmpty() && open.isEmpty() && !of.equals("user")) refuseUnsaid();
        unsaid = null;
        if (!of.equals(role)) close();
        role = of;
        open.addAll(blocks);
    }

    public void append(Message message) {
        append(message.role(), message.content());
    }

    /// @param pointer the field they were in
    public Conversation end(String pointer) {
        refuseUnsaid();
        close();
        if (messages.isEmpty()) throw ProblemException.invalidField(pointer, "must have a user message");
        return new Conversation(system.isEmpty() ? null : String.join("\n\n", system), messages);
    }

    private void refuseUnsaid() {
        if (unsaid != null) throw ProblemException.invalidField(unsaid, "must not be empty");
    }

    private void close() {
        if (!open.isEmpty()) messages.add(new Message(role, open));
        open.clear();
    }
}
