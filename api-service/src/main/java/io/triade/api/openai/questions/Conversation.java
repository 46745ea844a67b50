package io.triade.api.openai.questions;

import io.triade.api.foreign.Origin;
import io.triade.contracts.generations.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was said before the answer, as the alternating turns that Bedrock models want.
///
/// @param system absent where no message has that role
/// @param origins of each message's blocks
public record Conversation(@Nullable String system, List<Message> messages, List<List<Origin>> origins) {
    public Conversation {
        messages = List.copyOf(messages);
        origins = List.copyOf(origins);
    }
}
