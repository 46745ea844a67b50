package io.triade.contracts.generations;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One question to the prompt tier.
///
/// @param runId the run it belongs to; absent on the direct path, then the prompt tier names it
/// @param sessionId passed on to the started event
/// @param prompt a stored prompt that becomes the system block; absent: none
/// @param model a model id or inference profile; absent: the configured default
/// @param system text put after the prompt's own
/// @param answerSoFar the beginning of the model's answer, to go on from; some models refuse: `cannot-continue`
/// @param outputFormat absent: free text
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GenerationRequest(
        @Nullable String runId,
        @Nullable String sessionId,
        @Nullable PromptReference prompt,
        @Nullable String model,
        @Nullable String system,
        List<Message> messages,
        @Nullable InferenceParameters parameters,
        @Nullable ToolConfiguration toolConfig,
        @Nullable String answerSoFar,
        @Nullable OutputFormat outputFormat) {
    public GenerationRequest {
        messages = messages == null ? List.of() : List.copyOf(messages);
        if (messages.isEmpty()) throw new IllegalArgumentException("messages must have at least one message");
    }

    /// A question to be answered with free text.
    public GenerationRequest(
            @Nullable String runId,
            @Nullable String sessionId,
            @Nullable PromptReference prompt,
            @Nullable String model,
            @Nullable String system,
            List<Message> messages,
            @Nullable InferenceParameters parameters,
            @Nullable ToolConfiguration toolConfig,
            @Nullable String answerSoFar) {
        this(runId, sessionId, prompt, model, system, messages, parameters, toolConfig, answerSoFar, null);
    }

    /// The same question, with so many tokens for its answer.
    public GenerationRequest withMaxTokens(int maxTokens) {
        InferenceParameters given = parameters == null ? InferenceParameters.DEFAULTS : parameters;
        return new GenerationRequest(
                runId,
                sessionId,
                prompt,
                model,
                system,
                messages,
                new InferenceParameters(maxTokens, given.temperature(), given.topP(), given.stopSequences()),
                toolConfig,
                answerSoFar,
                outputFormat);
    }

    /// The same question, to be answered from the middle.
    public GenerationRequest withAnswerSoFar(String answer) {
        return new GenerationRequest(
                runId, sessionId, prompt, model, system, messages, parameters, toolConfig, answer, outputFormat);
    }
}
