package io.triade.prompt.generations;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenCount;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.triade.prompt.invocation.ModelCall;
import io.triade.prompt.routing.Catalogue;
import io.triade.prompt.routing.Routing;
import io.triade.prompt.templates.Templates;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Decides what a generation asks of which model: checks, prompt, model, parameters, in this order.
@ApplicationScoped
class Generations {
    private final GenerationsConfig config;
    private final Catalogue catalogue;
    private final Templates templates;
    private final Routing routing;
    private final EventCodec codec;

    Generations(GenerationsConfig config, Catalogue catalogue, Templates templates, Routing routing, EventCodec codec) {
        this.config = config;
        this.catalogue = catalogue;
        this.templates = templates;
        this.routing = routing;
        this.codec = codec;
    }

    Uni<Generation> whole(@Nullable GenerationRequest request, Call call, CallFacts facts) {
        return prepare(request, call, facts)
                .flatMap(asked -> routing.whole(asked, call))
                .invoke(answer -> {
                    used(facts, answer.usage());
                    stopped(facts, answer.stopReason());
                })
                .onFailure(ProblemException.class)
                .invoke(failure -> failed(facts, failure));
    }

    Uni<TokenCount> count(@Nullable GenerationRequest request, Call call, CallFacts facts) {
        return prepare(request, call, facts)
                .flatMap(asked -> routing.count(asked, call))
                .invoke(count -> facts.tokens(count.inputTokens(), 0))
                .onFailure(ProblemException.class)
                .invoke(failure -> failed(facts, failure));
    }

    Multi<Frame> stream(@Nullable GenerationRequest request, Call call, CallFacts facts) {
        Multi<RunEvent> events = prepare(request, call, facts)
                .onItem()
                .transformToMulti(asked -> routing.stream(asked, call))
                .invoke(event -> learn(facts, event))
                .onFailure(ProblemException.class)
                .invoke(failure -> failed(facts, (ProblemException) failure));
        return NumberedEvents.of(events, codec, call.traceId());
    }

    private Uni<ModelCall> prepare(@Nullable GenerationRequest body, Call call, CallFacts facts) {
        GenerationRequest request = RequestCheck.check(body, config);
        String model = catalogue.choose(request.model());
        facts.model(model);
        if (!answerSoFar(request).isBlank()) mustContinue(request, model);
        if (request.prompt() == null) return Uni.createFrom().item(asked(request, model, request.system()));
        return templates
                .render(call.principal().tenant(), request.prompt())
                .map(prompt ->
                        asked(request, model, request.system() == null ? prompt : prompt + "\n\n" + request.system()));
    }

    /// An answer with a form is a tool's input, and no model takes the beginning of one.
    private void mustContinue(GenerationRequest request, String model) {
        catalogue.mustContinueAnswers(model);
        if (request.outputFormat() == null) return;
        throw new ProblemException(
                ProblemType.CANNOT_CONTINUE,
                "An answer with an outputFormat cannot be gone on with from the middle; ask without answerSoFar.");
    }

    private ModelCall asked(GenerationRequest request, String model, @Nullable String system) {
        String runId = request.runId() == null ? newId() : request.runId();
        return new ModelCall(
                new RunEvent.Started(runId, request.sessionId(), model),
                system,
                request.messages(),
                withLimit(request.parameters()),
                request.toolConfig(),
                answerSoFar(request),
                request.outputFormat());
    }

    private static String answerSoFar(GenerationRequest request) {
        return request.answerSoFar() == null ? "" : request.answerSoFar();
    }

    private InferenceParameters withLimit(@Nullable InferenceParameters given) {
        InferenceParameters parameters = given == null ? InferenceParameters.DEFAULTS : given;
        if (parameters.maxTokens() != null) return parameters;
        return new InferenceParameters(
                config.defaultMaxTokens(), parameters.temperature(), parameters.topP(), parameters.stopSequences());
    }

    /// Not as runs are named: of what is named here nothing is kept. Begins with the time, so that they sort by their
    /// beginning.
    private static String newId() {
        var hex = HexFormat.of();
        return "d_" + hex.toHexDigits(System.currentTimeMillis(), 12)
                + hex.toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private static void learn(CallFacts facts, RunEvent event) {
        switch (event) {
            case RunEvent.Usage usage -> used(facts, usage.usage());
            case RunEvent.Completed completed -> stopped(facts, completed.stopReason());
            case RunEvent.Started _,
                    RunEvent.PassageFound _,
                    RunEvent.TextDelta _,
                    RunEvent.ReasoningDelta _,
                    RunEvent.ToolRequested _,
                    RunEvent.ToolFinished _,
                    RunEvent.ApprovalAsked _,
                    RunEvent.GuardrailVerdict _,
                    RunEvent.Interrupted _,
                    RunEvent.Failed _,
                    RunEvent.Cancelled _ -> {}
        }
    }

    private static void used(CallFacts facts, TokenUsage usage) {
        facts.tokens(usage.inputTokens(), usage.outputTokens());
    }

    private static void stopped(CallFacts facts, StopReason reason) {
        facts.stopReason(reason.name().toLowerCase(Locale.ROOT));
    }

    private static void failed(CallFacts facts, ProblemException failure) {
        facts.stopReason(failure.type().slug());
    }
}
