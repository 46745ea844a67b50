package io.triade.api.anthropic;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.answers.ForeignJson;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.generations.Model;
import io.triade.contracts.generations.Models;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.streams.TierClient;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The prompt tier's models in Anthropic's shape, page by page.
@ApplicationScoped
class AnthropicModels {
    private static final int USUAL = 20;
    private static final int MOST = 1_000;

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Shown(String type, String id, String displayName, String createdAt, String lifecycle) {
        /// Bedrock does not say when a model was made; Anthropic writes the epoch where that is not known.
        static Shown of(Model model) {
            return new Shown("model", model.id(), model.name(), "1970-01-01T00:00:00Z", "active");
        }
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Page(
            List<Shown> data,
            boolean hasMore,
            @Nullable String firstId,
            @Nullable String lastId) {
        static Page of(List<Shown> shown, boolean more) {
            return shown.isEmpty()
                    ? new Page(shown, more, null, null)
                    : new Page(
                            shown, more, shown.getFirst().id(), shown.getLast().id());
        }
    }

    private final TierClient client;
    private final URI prompt;
    private final ObjectReader reader;

    AnthropicModels(TierClient client, Tiers tiers, ObjectMapper mapper) {
        this.client = client;
        this.prompt = tiers.of(Tier.PROMPT);
        this.reader = mapper.readerFor(Models.class);
    }

    Uni<Buffer> list(Call call, MultiMap query) {
        int limit = limit(query.get("limit"));
        return models(call).map(all -> Buffer.buffer(ForeignJson.bytes(page(all, query, limit))));
    }

    Uni<Buffer> one(Call call, String id) {
        return models(call)
                .map(models -> models.stream()
                        .filter(model -> model.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> new ProblemException(ProblemType.UNKNOWN_MODEL, "model: " + id)))
                .map(model -> Buffer.buffer(ForeignJson.bytes(model)));
    }

    private static Page page(List<Shown> all, MultiMap query, int limit) {
        String after = query.get("after_id");
        String before = query.get("before_id");
        if (before != null) {
            List<Shown> ahead = all.subList(0, place(all, "before_id", before));
            int from = Math.max(0, ahead.size() - limit);
            return Page.of(ahead.subList(from, ahead.size()), from > 0);
        }
        List<Shown> rest = after == null ? all : all.subList(place(all, "after_id", after) + 1, all.size());
        return Page.of(rest.subList(0, Math.min(limit, rest.size())), rest.size() > limit);
    }

    private static int place(List<Shown> all, String name, String id) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(id)) return i;
        }
        throw ProblemException.invalidField(name, "names no model");
    }

    private static int limit(@Nullable String given) {
        if (given == null) return USUAL;
        int limit = given.matches("\\d{1,4}") ? Integer.parseInt(given) : 0;
        if (limit < 1 || limit > MOST) throw ProblemException.invalidField("limit", "must be between 1 and " + MOST);
        return limit;
    }

    private Uni<List<Shown>> models(Call call) {
        var target = TierClient.target(prompt, HttpMethod.GET, "/v1/models").putHeader("accept", "application/json");
        return client.whole(call, target, Buffer.buffer())
                .onFailure()
                .transform(Failures::fromTier)
                .map(this::read);
    }

    private List<Shown> read(Buffer body) {
        try {
            Models models = reader.readValue(body.getBytes());
            return models.items().stream().map(Shown::of).toList();
        } catch (IOException unreadable) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED, "The prompt tier's answer is unreadable.", unreadable);
        }
    }
}
