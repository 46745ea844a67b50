package io.triade.prompt.invocation;

import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.Message;
import io.triade.contracts.generations.OutputFormat;
import io.triade.contracts.generations.ToolConfiguration;
import io.triade.contracts.runs.RunEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One question to one model, with every choice made.
///
/// @param started the run it belongs to and the model that is asked
/// @param system rendered; absent: none
/// @param answerSoFar the beginning of the answer, which the model is to go on from; empty: none
/// @param outputFormat what the answer's text is to be; absent: free text
public record ModelCall(
        RunEvent.Started started,
        @Nullable String system,
        List<Message> messages,
        InferenceParameters parameters,
        @Nullable ToolConfiguration toolConfig,
        String answerSoFar,
        @Nullable OutputFormat outputFormat) {
    public ModelCall {
        messages = List.copyOf(messages);
    }

    /// A call for free text.
    public ModelCall(
            RunEvent.Started started,
            @Nullable String system,
            List<Message> messages,
            InferenceParameters parameters,
            @Nullable ToolConfiguration toolConfig,
            String answerSoFar) {
        this(started, system, messages, parameters, toolConfig, answerSoFar, null);
    }

    /// Whether the model is made to write its answer as the input of this tool, since the answer is to have a form.
    public boolean isFormat(@Nullable String tool) {
        return outputFormat != null && outputFormat.name().equals(tool);
    }

    public String model() {
        return started.model();
    }

    /// Without what the user said.
    @Override
    public String toString() {
        return "ModelCall[%s, %d messages]".formatted(started, messages.size());
    }
}
