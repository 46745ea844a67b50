package io.triade.prompt.titles;

import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.triade.contracts.generations.Title;
import io.triade.contracts.generations.TitleRequest;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.prompt.invocation.ChatModels;
import io.triade.prompt.routing.Catalogue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Makes a title, or says why there is none: the caller decides what to show then.
@ApplicationScoped
class Titles {
    private final TitlesConfig config;
    private final Catalogue catalogue;
    private final ChatModels models;
    private final TypedGuard<Result<String>> guard;
    private final Map<String, TitleWriter> writers = new ConcurrentHashMap<>();

    Titles(TitlesConfig config, Catalogue catalogue, ChatModels models) {
        this.config = config;
        this.catalogue = catalogue;
        this.models = models;
        this.guard = TypedGuard.create(new TypeLiteral<Result<String>>() {})
                .withDescription("titles")
                .withTimeout()
                .duration(config.timeout().toMillis(), ChronoUnit.MILLIS)
                .done()
                .withBulkhead()
                .limit(config.concurrent())
                .done()
                .build();
    }

    Title write(@Nullable TitleRequest request, Call call, CallFacts facts) {
        if (request == null) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "The body is empty; send a JSON object.");
        }
        String text = shown(request.text());
        String model = catalogue.choose(request.model());
        facts.model(model);
        call.left();
        Result<String> said = ask(writers.computeIfAbsent(model, this::writer), text, model);
        TokenUsage usage = said.tokenUsage();
        if (usage != null) facts.tokens(count(usage.inputTokenCount()), count(usage.outputTokenCount()));
        return CleanTitle.of(said.content() == null ? "" : said.content())
                .map(Title::new)
                .orElseThrow(
                        () -> new ProblemException(ProblemType.MODEL_FAILED, "Model " + model + " found no title."));
    }

    private Result<String> ask(TitleWriter writer, String text, String model) {
        try {
            return guard.get(() -> writer.title(text));
        } catch (TimeoutException slow) {
            throw new ProblemException(
                    ProblemType.MODEL_TIMEOUT,
                    "Model %s found no title within %d seconds."
                            .formatted(model, config.timeout().toSeconds()),
                    slow);
        } catch (BulkheadException full) {
            throw new ProblemException(ProblemType.OVERLOADED, "Too many titles are being made; try again.", full);
        }
    }

    private TitleWriter writer(String model) {
        return AiServices.builder(TitleWriter.class)
                .chatModel(models.model(model, config.maxTokens()))
                .build();
    }

    private String shown(String text) {
        if (text.isBlank()) throw ProblemException.invalidField("/text", "must not be blank");
        if (text.length() > config.textCharacters()) {
            throw ProblemException.invalidField(
                    "/text", "must have at most %d characters".formatted(config.textCharacters()));
        }
        String trimmed = text.strip();
        if (trimmed.length() <= config.shownCharacters()) return trimmed;
        int end = config.shownCharacters();
        return trimmed.substring(0, Character.isHighSurrogate(trimmed.charAt(end - 1)) ? end - 1 : end);
    }

    private static int count(@Nullable Integer tokens) {
        return tokens == null ? 0 : tokens;
    }
}
