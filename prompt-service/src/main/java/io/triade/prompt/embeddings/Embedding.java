package io.triade.prompt.embeddings;

import static io.triade.contracts.problems.ProblemException.invalidField;

import io.smallrye.mutiny.Uni;
import io.triade.contracts.embeddings.EmbeddingRequest;
import io.triade.contracts.embeddings.Embeddings;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.prompt.invocation.embeddings.EmbeddingCall;
import io.triade.prompt.invocation.embeddings.EmbeddingShape;
import io.triade.prompt.routing.Catalogue;
import io.triade.prompt.routing.Routing;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Embeds what is within the limits, by as many calls as the model needs. All of it or nothing.
@ApplicationScoped
class Embedding {
    private final EmbeddingsConfig config;
    private final Catalogue catalogue;
    private final Routing routing;

    Embedding(EmbeddingsConfig config, Catalogue catalogue, Routing routing) {
        this.config = config;
        this.catalogue = catalogue;
        this.routing = routing;
    }

    Uni<Embeddings> embed(@Nullable EmbeddingRequest request, Call call, CallFacts facts) {
        if (request == null) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "The body is empty; send a JSON object.");
        }
        EmbeddingShape shape = catalogue.embedding(request.model());
        facts.model(request.model());
        check(request);
        List<Uni<Embeddings>> calls = calls(request, shape).stream()
                .map(one -> routing.embed(one, call))
                .toList();
        return Uni.join()
                .all(calls)
                .usingConcurrencyOf(config.concurrent())
                .andFailFast()
                .map(parts -> joined(request.model(), parts))
                .invoke(all -> facts.tokens(all.inputTokens(), 0));
    }

    private void check(EmbeddingRequest request) {
        List<String> texts = request.texts();
        if (texts.size() > config.texts()) {
            throw invalidField("/texts", "has more than %d texts; ask several times".formatted(config.texts()));
        }
        Integer dimensions = request.dimensions();
        if (dimensions != null && dimensions > config.largestDimensions()) {
            throw invalidField("/dimensions", "must be at most %d".formatted(config.largestDimensions()));
        }
        long characters = 0;
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            if (text.isBlank()) throw invalidField("/texts/" + i, "must not be blank");
            if (text.length() > config.textCharacters()) {
                throw invalidField("/texts/" + i, "has more than %d characters".formatted(config.textCharacters()));
            }
            characters += text.length();
        }
        if (characters > config.characters()) {
            throw invalidField("/texts", "have more than %d characters in all".formatted(config.characters()));
        }
    }

    private static List<EmbeddingCall> calls(EmbeddingRequest request, EmbeddingShape shape) {
        var calls = new ArrayList<EmbeddingCall>();
        List<String> texts = request.texts();
        for (int from = 0; from < texts.size(); from += shape.texts()) {
            List<String> some = texts.subList(from, Math.min(from + shape.texts(), texts.size()));
            calls.add(new EmbeddingCall(request.model(), shape, some, request.dimensions()));
        }
        return calls;
    }

    private static Embeddings joined(String model, List<Embeddings> parts) {
        var vectors = new ArrayList<List<Float>>();
        int tokens = 0;
        for (Embeddings part : parts) {
            vectors.addAll(part.vectors());
            tokens += part.inputTokens();
        }
        return new Embeddings(model, vectors, tokens);
    }
}
