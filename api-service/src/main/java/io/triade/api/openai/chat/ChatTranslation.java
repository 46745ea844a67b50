package io.triade.api.openai.chat;

import static io.triade.api.answers.ForeignJson.given;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.answers.Failures;
import io.triade.api.foreign.Terms;
import io.triade.api.openai.chat.ChatRequest.ChatTool;
import io.triade.api.openai.questions.AskedFormat;
import io.triade.api.openai.questions.Bounds;
import io.triade.api.openai.questions.Conversation;
import io.triade.api.openai.questions.OfferedTools;
import io.triade.api.openai.questions.TierWords;
import io.triade.api.openai.runs.KeptWords;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.ToolConfiguration;
import io.triade.contracts.generations.ToolConfiguration.ToolSpecification;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.OnDisconnect;
import io.triade.contracts.runs.OnInterruption;
import io.triade.contracts.runs.RunRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A chat completion request in our own words. Refuses what would silently give another answer than the one asked for.
final class ChatTranslation {
    /// As runs that chat completions made are marked.
    static final String API = "chat.completions";

    private static final int MAX_STOPS = 4;

    private ChatTranslation() {}

    static GenerationRequest generation(ChatRequest request) {
        refuseWhatIsNotThere(request);
        if (request.model() == null || request.model().isBlank()) {
            throw ProblemException.invalidField("/model", "is required: name a model");
        }
        Conversation conversation = ChatMessages.conversation(request.messages());
        return new GenerationRequest(
                null,
                null,
                null,
                request.model(),
                conversation.system(),
                conversation.messages(),
                parameters(request),
                tools(request),
                null,
                AskedFormat.of("/response_format", given(request.responseFormat()), "/json_schema"));
    }

    /// The same as a run that is kept.
    ///
    /// @param key the caller's idempotency key; with one they may come back for the answer
    static RunRequest run(ChatRequest request, @Nullable String key) {
        GenerationRequest generation = generation(request);
        return new RunRequest(
                null,
                generation.model(),
                generation.system(),
                generation.messages(),
                generation.parameters(),
                generation.toolConfig(),
                key == null ? OnDisconnect.CANCEL : OnDisconnect.CONTINUE,
                OnInterruption.CONTINUE,
                generation.outputFormat(),
                words(request));
    }

    /// What is kept with the run.
    static Map<String, String> words(ChatRequest request) {
        return KeptWords.of(API, request.metadata(), request.oneToolAtMost());
    }

    /// A failure of the tiers, in the words of who asked.
    static ProblemException theirs(ChatRequest request, Throwable failure) {
        var words = TierWords.of(most(request), "/function", "/response_format/json_schema", "/messages");
        var origins = ChatMessages.conversation(request.messages()).origins();
        return new Terms(words, origins).theirs(Failures.fromTier(failure));
    }

    private static String most(ChatRequest request) {
        return request.maxCompletionTokens() == null ? "/max_tokens" : "/max_completion_tokens";
    }

    private static void refuseWhatIsNotThere(ChatRequest request) {
        Integer n = request.n();
        if (n != null && n != 1)
            throw ProblemException.invalidField("/n", "must be 1 here: ask again for another choice");
        Integer top = request.topLogprobs();
        if (Boolean.TRUE.equals(request.logprobs()) || (top != null && top > 0)) {
            throw ProblemException.invalidField(
                    Boolean.TRUE.equals(request.logprobs()) ? "/logprobs" : "/top_logprobs",
                    "is not supported: the models do not report log probabilities");
        }
        if (request.modalities() != null && !request.modalities().equals(List.of("text"))) {
            throw ProblemException.invalidField(
                    "/modalities", "must be [\"text\"]: other modalities are not supported");
        }
        if (!given(request.functions()).isMissingNode()) {
            throw ProblemException.invalidField("/functions", "is not supported: use tools");
        }
        if (!given(request.functionCall()).isMissingNode()) {
            throw ProblemException.invalidField("/function_call", "is not supported: use tool_choice");
        }
    }

    private static InferenceParameters parameters(ChatRequest request) {
        Integer max = request.maxCompletionTokens() == null ? request.maxTokens() : request.maxCompletionTokens();
        Bounds.atLeastOne(most(request), max);
        // Bedrock's range, not OpenAI's: what lies above is refused rather than asked for as something else.
        Bounds.between("/temperature", request.temperature(), 1);
        Bounds.between("/top_p", request.topP(), 1);
        return new InferenceParameters(max, request.temperature(), request.topP(), stops(given(request.stop())));
    }

    private static List<String> stops(JsonNode stop) {
        if (stop.isMissingNode()) return List.of();
        if (stop.isTextual()) return List.of(stop.asText());
        var stops = new ArrayList<String>();
        for (JsonNode one : stop) {
            if (one.isTextual()) stops.add(one.asText());
        }
        if (!stop.isArray() || stops.size() != stop.size() || stops.size() > MAX_STOPS) {
            throw ProblemException.invalidField("/stop", "must be a string or an array of up to four strings");
        }
        return stops;
    }

    private static @Nullable ToolConfiguration tools(ChatRequest request) {
        List<ChatTool> tools = request.tools() == null ? List.of() : request.tools();
        var known = new ArrayList<ToolSpecification>();
        for (int i = 0; i < tools.size(); i++) known.add(tool("/tools/" + i, tools.get(i)));
        return OfferedTools.chosen(known, given(request.toolChoice()), "/function/name");
    }

    private static ToolSpecification tool(String pointer, @Nullable ChatTool tool) {
        if (tool == null || !"function".equals(tool.type())) {
            throw ProblemException.invalidField(pointer + "/type", "must be function: other tools are not supported");
        }
        ChatTool.OfferedFunction function = tool.function();
        if (function == null) throw ProblemException.invalidField(pointer + "/function", "is required");
        return OfferedTools.tool(pointer + "/function", function.name(), function.description(), function.parameters());
    }
}
