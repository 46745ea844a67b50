package io.triade.prompt.titles;

import dev.langchain4j.service.AiServices;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.triade.contracts.generations.Title;
import io.triade.contracts.generations.TitleRequest;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.prompt.invocation.ChatModels;
import io.triade.prompt.routing.Catalogue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;

/// Makes a title, or says why there is none: the caller decides what to show then.
@ApplicationScoped
class Titles {
    private final TitlesConfig config;
    private final Catalogue catalogue;
    private final ChatModels models;
    private final TypedGuard<String> guard;
    private final Map<String, TitleWriter> writers = new ConcurrentHashMap<>();

    Titles(TitlesConfig config, Catalogue catalogue, ChatModels models) {
        this.config = config;
        this.catalogue = catalogue;
        this.models = models;
        this.guard = TypedGuard.create(String.class)
                .withDescription("titles")
                .withTimeout()
                .duration(config.timeout().toMillis(), ChronoUnit.MILLIS)
                .done()
                .withBulkhead()
                .limit(config.concurrent())
                .done()
                .build();
    }

    Title write(TitleRequest request, Call call) {
        String text = shown(request.text());
        String model = catalogue.choose(request.model());
        TitleWriter writer = writers.computeIfAbsent(model, this::writer);
        call.left();
        try {
            String said = guard.get(() -> writer.title(text));
            return new Title(CleanTitle.of(said == null ? "" : said)
                    .orElseThrow(() ->
                            new ProblemException(ProblemType.MODEL_FAILED, "Model " + model + " found no title.")));
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
        return trimmed.length() <= config.shownCharacters() ? trimmed : trimmed.substring(0, config.shownCharacters());
    }
}
