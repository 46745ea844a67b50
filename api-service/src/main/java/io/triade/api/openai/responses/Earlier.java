package io.triade.api.openai.responses;

import io.triade.api.openai.questions.Conversation;
import io.triade.contracts.generations.ContentBlock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a new response goes on from.
///
/// @param conversation of the response before, its output included; null where none was named
/// @param items output items of kept responses, by id
record Earlier(@Nullable Conversation conversation, Map<String, ContentBlock> items) {
    static final Earlier NOTHING = new Earlier(null, Map.of());

    Earlier {
        items = Map.copyOf(items);
    }
}
