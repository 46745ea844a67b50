package io.triade.contracts.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.Message;
import io.triade.contracts.generations.PromptReference;
import io.triade.contracts.generations.ToolConfiguration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A generation that is to be kept: started once, followed from anywhere.
///
/// @param prompt a stored prompt that becomes the system block; absent: none
/// @param model a model id or inference profile; absent: the configured default
/// @param system text put after the prompt's own
/// @param onDisconnect absent: `continue`
/// @param onInterruption absent: `continue`
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunRequest(
        @Nullable PromptReference prompt,
        @Nullable String model,
        @Nullable String system,
        List<Message> messages,
        @Nullable InferenceParameters parameters,
        @Nullable ToolConfiguration toolConfig,
        @Nullable OnDisconnect onDisconnect,
        @Nullable OnInterruption onInterruption) {
    public RunRequest {
        messages = messages == null ? List.of() : List.copyOf(messages);
        if (messages.isEmpty()) throw new IllegalArgumentException("messages must have at least one message");
    }
}
