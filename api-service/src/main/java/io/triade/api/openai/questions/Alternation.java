package io.triade.api.openai.questions;

import io.triade.api.foreign.Origin;
import io.triade.api.foreign.Part;
import io.triade.contracts.generations.Message;
import io.triade.contracts.problems.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns that alternate, made of blocks in whatever order they come: neighbours of one role become one message.
public final class Alternation {
    private final List<String> system = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<List<Origin>> origins = new ArrayList<>();
    private final List<Part> open = new ArrayList<>();
    private String role = "user";
    private @Nullable String unsaid;

    public void system(String text) {
        if (!text.isBlank()) system.add(text);
    }

    /// What a user says, where models take no blank text: a message that says nothing is left out, unless it is all
    /// there is to be answered.
    public void user(String pointer, List<Part> parts) {
        List<Part> said = ContentParts.said(parts);
        if (!said.isEmpty()) append("user", said);
        else if (open.isEmpty() || !role.equals("user")) unsaid = pointer;
    }

    public void append(String of, List<Part> parts) {
        if (parts.isEmpty()) return;
        if (messages.isEmpty() && open.isEmpty() && !of.equals("user")) refuseUnsaid();
        unsaid = null;
        if (!of.equals(role)) close();
        role = of;
        open.addAll(parts);
    }

    /// @param pointer the field that brought the message
    public void append(String pointer, Message message) {
        Origin origin = Origin.of(pointer);
        append(
                message.role(),
                message.content().stream().map(block -> new Part(block, origin)).toList());
    }

    /// @param pointer the field they were in
    public Conversation end(String pointer) {
        refuseUnsaid();
        close();
        if (messages.isEmpty()) throw ProblemException.invalidField(pointer, "must have a user message");
        return new Conversation(system.isEmpty() ? null : String.join("\n\n", system), messages, origins);
    }

    private void refuseUnsaid() {
        if (unsaid != null) throw ProblemException.invalidField(unsaid, "must not be empty");
    }

    private void close() {
        if (open.isEmpty()) return;
        messages.add(new Message(role, open.stream().map(Part::block).toList()));
        origins.add(open.stream().map(Part::origin).toList());
        open.clear();
    }
}
