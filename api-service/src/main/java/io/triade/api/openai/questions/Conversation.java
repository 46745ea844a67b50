package io.triade.api.openai.questions;

import io.triade.contracts.generations.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was said before the answer, as the alternating turns that Bedrock models want.
///
/// @param system absent where no message has that role
public record Conversation(@Nullable String system, List<Message> messages) {
    public Conversation {
        messages = List.copyOf(messages);
    }
}
