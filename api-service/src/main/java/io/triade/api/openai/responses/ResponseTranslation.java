package io.triade.api.openai.responses;

import static io.triade.api.answers.ForeignJson.given;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.foreign.Terms;
import io.triade.api.foreign.Terms.Word;
import io.triade.api.openai.questions.AskedFormat;
import io.triade.api.openai.questions.Bounds;
import io.triade.api.openai.questions.Conversation;
import io.triade.api.openai.questions.OfferedTools;
import io.triade.api.openai.questions.TierWords;
import io.triade.api.openai.responses.ResponseRequest.ResponseTool;
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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A request of the Responses API in our own words. Refuses what would silently give another answer than the one asked
/// for.
final class ResponseTranslation {
    private static final List<Word> WORDS = Stream.concat(
                    TierWords.of("/max_output_tokens", "", "/text/format", "/instructions").stream(),
                    Stream.of(new Word("/messages.*", "/input")))
            .toList();

    /// For failures of which only the run is known.
    static final Terms TERMS = new Terms(WORDS, List.of());

    private ResponseTranslation() {}

    /// @param request what the model is asked
    /// @param words what its answer must show again
    /// @param terms how a refusal of the tiers is said to who asked
    record Asked(GenerationRequest request, KeptWords words, Terms terms) {
        /// @param key the caller's idempotency key; with one they may come back for the answer
        RunRequest run(@Nullable String key) {
            boolean stays = key != null || words.background();
            return new RunRequest(
                    null,
                    request.model(),
                    request.system(),
                    request.messages(),
                    request.parameters(),
                    request.toolConfig(),
                    stays ? OnDisconnect.CONTINUE : OnDisconnect.CANCEL,
                    OnInterruption.CONTINUE,
                    request.outputFormat(),
                    words.all());
        }
    }

    static void refuseWhatIsNotThere(ResponseRequest request) {
        if (request.model() == null || request.model().isBlank()) {
            throw ProblemException.invalidField("/model", "is required: name a model");
        }
        refuse("/conversation", request.conversation(), "is not supported: use previous_response_id");
        refuse("/prompt", request.prompt(), "is not supported: send instructions and input");
        if (request.topLogprobs() != null && request.topLogprobs() > 0) {
            throw ProblemException.invalidField(
                    "/top_logprobs", "is not supported: the models do not report log probabilities");
        }
        if (request.inBackground() && !request.kept()) {
            throw ProblemException.invalidField("/background", "needs store: nothing else would have the answer");
        }
    }

    private static void refuse(String pointer, @Nullable JsonNode field, String why) {
        if (!given(field).isMissingNode()) throw ProblemException.invalidField(pointer, why);
    }

    /// @param runId names it on the direct path; null where it is to be a run
    static Asked asked(ResponseRequest request, Earlier earlier, @Nullable String runId) {
        Conversation conversation = InputItems.of(request.input(), earlier);
        String instructions =
                request.instructions() == null || request.instructions().isEmpty() ? null : request.instructions();
        var generation = new GenerationRequest(
                runId,
                null,
                null,
                request.model(),
                joined(instructions, conversation.system()),
                conversation.messages(),
                parameters(request),
                tools(request),
                null,
                AskedFormat.of("/text/format", given(given(request.text()).get("format")), ""));
        return new Asked(generation, words(request, instructions), new Terms(WORDS, conversation.origins()));
    }

    private static KeptWords words(ResponseRequest request, @Nullable String instructions) {
        Map<String, String> words =
                new TreeMap<>(KeptWords.of("responses", request.metadata(), request.oneToolAtMost()));
        if (request.previousResponseId() != null) words.put(KeptWords.PREVIOUS, request.previousResponseId());
        if (request.inBackground()) words.put(KeptWords.BACKGROUND, "true");
        if (instructions != null) words.put(KeptWords.INSTRUCTIONS, Integer.toString(instructions.length()));
        return new KeptWords(words);
    }

    private static @Nullable String joined(@Nullable String instructions, @Nullable String messages) {
        if (instructions == null) return messages;
        return messages == null ? instructions : instructions + "\n\n" + messages;
    }

    private static InferenceParameters parameters(ResponseRequest request) {
        Integer most = request.maxOutputTokens();
        Bounds.atLeastOne("/max_output_tokens", most);
        Bounds.between("/temperature", request.temperature(), 1);
        Bounds.between("/top_p", request.topP(), 1);
        return new InferenceParameters(most, request.temperature(), request.topP(), List.of());
    }

    private static @Nullable ToolConfiguration tools(ResponseRequest request) {
        List<ResponseTool> tools = request.tools() == null ? List.of() : request.tools();
        var known = new ArrayList<ToolSpecification>();
        for (int i = 0; i < tools.size(); i++) known.add(tool("/tools/" + i, tools.get(i)));
        JsonNode choice = given(request.toolChoice());
        if (known.isEmpty() && choice.asText("").equals("auto")) return null;
        return OfferedTools.chosen(known, choice, "/name");
    }

    private static ToolSpecification tool(String pointer, @Nullable ResponseTool tool) {
        if (tool == null || !"function".equals(tool.type())) {
            throw ProblemException.invalidField(pointer + "/type", "must be function: other tools are not supported");
        }
        return OfferedTools.tool(pointer, tool.name(), tool.description(), tool.parameters());
    }
}
