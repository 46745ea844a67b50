package io.triade.contracts.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.Message;
import io.triade.contracts.generations.OutputFormat;
import io.triade.contracts.generations.PromptReference;
import io.triade.contracts.generations.ToolConfiguration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A generation that is to be kept: started once, followed from anywhere.
///
/// @param prompt a stored prompt that becomes the system block; absent: none
/// @param model a model id or inference profile; absent: the configured default
/// @param system text put after the prompt's own
/// @param onDisconnect absent: `continue`
/// @param onInterruption absent: `continue`
/// @param outputFormat absent: free text
/// @param metadata words of the caller's, kept with the run and given back with it
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunRequest(
        @Nullable PromptReference prompt,
        @Nullable String model,
        @Nullable String system,
        List<Message> messages,
        @Nullable InferenceParameters parameters,
        @Nullable ToolConfiguration toolConfig,
        @Nullable OnDisconnect onDisconnect,
        @Nullable OnInterruption onInterruption,
        @Nullable OutputFormat outputFormat,
        Map<String, String> metadata) {
    public RunRequest {
        messages = messages == null ? List.of() : List.copyOf(messages);
        if (messages.isEmpty()) throw new IllegalArgumentException("messages must have at least one message");
        metadata = new RunMetadata(metadata).metadata();
    }

    public RunRequest(
            @Nullable PromptReference prompt,
            @Nullable String model,
            @Nullable String system,
            List<Message> messages,
            @Nullable InferenceParameters parameters,
            @Nullable ToolConfiguration toolConfig,
            @Nullable OnDisconnect onDisconnect,
            @Nullable OnInterruption onInterruption) {
        this(prompt, model, system, messages, parameters, toolConfig, onDisconnect, onInterruption, null, Map.of());
    }
}
