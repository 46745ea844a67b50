package io.triade.prompt.routing;

import io.triade.contracts.generations.Model;
import io.triade.contracts.generations.Models;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.prompt.invocation.embeddings.EmbeddingShape;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The models that callers may name. Whoever names another is refused before anything is called.
@ApplicationScoped
public class Catalogue {
    private final Models models;
    private final Map<String, EmbeddingShape> shapes;
    private final Map<String, Model> byId;
    private final Set<String> continuing;
    private final String standard;

    Catalogue(RoutingConfig config) {
        standard = config.defaultModel();
        var answering = config.models().entrySet().stream()
                .map(entry -> new Model(
                        entry.getKey(),
                        entry.getValue().name(),
                        entry.getValue().notice().orElse(null),
                        entry.getKey().equals(standard)))
                .sorted(Comparator.comparing(Model::standard).reversed().thenComparing(Model::id))
                .toList();
        models = new Models(answering, embedding(config));
        shapes = config.embeddings().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().shape()));
        continuing = config.models().entrySet().stream()
                .filter(entry -> entry.getValue().continuesAnswers())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        byId = models.items().stream().collect(Collectors.toMap(Model::id, Function.identity()));
        if (!byId.containsKey(standard)) {
            throw new IllegalArgumentException("prompt.routing.default-model %s is none of prompt.routing.models: %s"
                    .formatted(standard, known()));
        }
    }

    /// The default first, then by id.
    public Models models() {
        return models;
    }

    /// The model to ask.
    ///
    /// @throws ProblemException `unknown-model`, naming those there are
    public String choose(@Nullable String asked) {
        if (asked == null) return standard;
        if (byId.containsKey(asked)) return asked;
        throw new ProblemException(
                ProblemType.UNKNOWN_MODEL, "There is no model %s here; there are %s.".formatted(shown(asked), known()));
    }

    /// Refuses to have a model go on from the middle of an answer that cannot.
    ///
    /// @throws ProblemException `cannot-continue`
    public void mustContinueAnswers(String model) {
        if (continuing.contains(model)) return;
        throw new ProblemException(
                ProblemType.CANNOT_CONTINUE,
                "Model %s cannot go on from the middle of an answer; ask without answerSoFar.".formatted(model));
    }

    /// How the provider of a model that embeds is asked.
    ///
    /// @throws ProblemException `unknown-model`, naming those there are
    public EmbeddingShape embedding(String asked) {
        EmbeddingShape shape = shapes.get(asked);
        if (shape != null) return shape;
        throw new ProblemException(
                ProblemType.UNKNOWN_MODEL,
                "There is no model %s that embeds; %s."
                        .formatted(shown(asked), shapes.isEmpty() ? "none does here" : "there are " + embedding()));
    }

    private static List<Model> embedding(RoutingConfig config) {
        return config.embeddings().entrySet().stream()
                .map(entry -> new Model(
                        entry.getKey(),
                        entry.getValue().name(),
                        entry.getValue().notice().orElse(null),
                        false))
                .sorted(Comparator.comparing(Model::id))
                .toList();
    }

    private String embedding() {
        return models.embeddings().stream().map(Model::id).collect(Collectors.joining(", "));
    }

    private String known() {
        return models.items().stream().map(Model::id).collect(Collectors.joining(", "));
    }

    private static String shown(String asked) {
        return asked.length() <= 100 ? asked : asked.substring(0, 100) + "…";
    }
}
