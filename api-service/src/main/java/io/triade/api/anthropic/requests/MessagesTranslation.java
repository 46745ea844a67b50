package io.triade.api.anthropic.requests;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.api.answers.Failures;
import io.triade.api.answers.ForeignJson;
import io.triade.api.foreign.Origin;
import io.triade.api.foreign.Terms;
import io.triade.api.foreign.Terms.Word;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.RunRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request of Anthropic's clients in our own words. Refuses what would silently give another answer than the one
/// asked for.
public final class MessagesTranslation {
    /// A conversation that the server remembers; clients whose threads are refused so send all of it themselves.
    public static final String THREAD = "/thread";

    /// What the tiers behind call otherwise than Anthropic does.
    private static final List<Word> WORDS = List.of(
            new Word("/parameters/maxTokens", "/max_tokens"),
            new Word("/parameters/stopSequences", "/stop_sequences"),
            new Word("/parameters/topP", "/top_p"),
            new Word("/parameters", ""),
            new Word("/toolConfig/choice", "/tool_choice"),
            new Word("/toolConfig/tools/(\\d+)/inputSchema", "/tools/$1/input_schema"),
            new Word("/toolConfig", ""));

    private MessagesTranslation() {}

    public static GenerationRequest generation(MessagesRequest request) {
        if (request.maxTokens() == null) throw ProblemException.invalidField("/max_tokens", "is required");
        return counted(request);
    }

    /// To be counted and not answered, so that nothing need be said of how long an answer may be.
    public static GenerationRequest counted(MessagesRequest request) {
        refuseWhatIsNotThere(request);
        if (request.model() == null || request.model().isBlank()) {
            throw ProblemException.invalidField("/model", "is required: name a model");
        }
        Dialogue dialogue = Dialogue.of(request.system(), request.messages());
        return new GenerationRequest(
                null,
                null,
                null,
                request.model(),
                dialogue.system(),
                dialogue.messages(),
                parameters(request),
                OfferedTools.of(request),
                dialogue.answerSoFar(),
                AskedFormat.of(request).format(request.tools()));
    }

    public static RunRequest run(MessagesRequest request) {
        GenerationRequest asked = generation(request);
        if (asked.answerSoFar() != null) {
            throw ProblemException.invalidField(
                    "/messages", "must end with the user where an Idempotency-Key makes the request a run");
        }
        return new RunRequest(
                null,
                asked.model(),
                asked.system(),
                asked.messages(),
                asked.parameters(),
                asked.toolConfig(),
                null,
                null,
                asked.outputFormat(),
                Map.of());
    }

    /// A failure of the tiers, in the words of who asked.
    public static ProblemException theirs(MessagesRequest request, Throwable failure) {
        List<List<Origin>> origins =
                Dialogue.of(request.system(), request.messages()).origins();
        var words = new ArrayList<>(WORDS);
        words.add(new Word("/outputFormat", AskedFormat.of(request).pointer()));
        return new Terms(words, origins).theirs(Failures.fromTier(failure));
    }

    private static void refuseWhatIsNotThere(MessagesRequest request) {
        JsonNode thinking = ForeignJson.given(request.thinking());
        if (!thinking.isMissingNode() && !thinking.path("type").asText().equals("disabled")) {
            throw ProblemException.invalidField("/thinking/type", "must be disabled: thinking is not supported");
        }
        if (request.topK() != null) {
            throw ProblemException.invalidField("/top_k", "is not supported: leave it out");
        }
        if (!ForeignJson.given(request.mcpServers()).isEmpty()) {
            throw ProblemException.invalidField("/mcp_servers", "is not supported: offer their tools as tools");
        }
        if (!ForeignJson.given(request.thread()).isMissingNode()) {
            throw ProblemException.invalidField(THREAD, "is not supported: send the whole conversation without it");
        }
        if (!ForeignJson.given(request.container()).isMissingNode()) {
            throw ProblemException.invalidField("/container", "is not supported: code is not run here");
        }
    }

    private static InferenceParameters parameters(MessagesRequest request) {
        Integer max = request.maxTokens();
        if (max != null && max < 1) {
            throw ProblemException.invalidField("/max_tokens", "must be at least 1, was " + max);
        }
        between0And1("/temperature", request.temperature());
        between0And1("/top_p", request.topP());
        List<String> stops = request.stopSequences() == null ? List.of() : request.stopSequences();
        for (int i = 0; i < stops.size(); i++) {
            if (stops.get(i) == null || stops.get(i).isBlank()) {
                throw ProblemException.invalidField("/stop_sequences/" + i, "must have more than white space");
            }
        }
        return new InferenceParameters(max, request.temperature(), request.topP(), stops);
    }

    private static void between0And1(String pointer, @Nullable Double value) {
        if (value != null && !(value >= 0 && value <= 1)) {
            throw ProblemException.invalidField(pointer, "must be between 0 and 1, was " + value);
        }
    }
}
