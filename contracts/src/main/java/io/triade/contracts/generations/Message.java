package io.triade.contracts.generations;

import java.util.List;

/// One message of a conversation. Roles alternate as the model demands; the prompt tier checks it.
///
/// @param role `user` or `assistant`
public record Message(String role, List<ContentBlock> content) {
    public Message {
        if (!role.equals("user") && !role.equals("assistant")) {
            throw new IllegalArgumentException("role must be user or assistant, was " + role);
        }
        content = content == null ? List.of() : List.copyOf(content);
        if (content.isEmpty()) throw new IllegalArgumentException("content must have at least one block");
    }

    public static Message user(String text) {
        return new Message("user", List.of(new ContentBlock.Text(text)));
    }

    public static Message assistant(String text) {
        return new Message("assistant", List.of(new ContentBlock.Text(text)));
    }
}
