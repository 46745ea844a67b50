package io.triade.api.openai.models;

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
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/// The prompt tier's models in OpenAI's shape.
@ApplicationScoped
class OpenAiModels {
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record OpenAiModel(String id, String object, long created, String ownedBy) {
        /// Bedrock does not say when a model was made, and OpenAI's clients want a number.
        static OpenAiModel of(Model model) {
            return new OpenAiModel(model.id(), "model", 0, "triade");
        }
    }

    record OpenAiModelList(String object, List<OpenAiModel> data) {}

    private final TierClient client;
    private final URI prompt;
    private final ObjectReader reader;

    OpenAiModels(TierClient client, Tiers tiers, ObjectMapper mapper) {
        this.client = client;
        this.prompt = tiers.of(Tier.PROMPT);
        this.reader = mapper.readerFor(Models.class);
    }

    Uni<Buffer> list(Call call) {
        return models(call)
                .map(models -> new OpenAiModelList(
                        "list", models.stream().map(OpenAiModel::of).toList()))
                .map(list -> Buffer.buffer(ForeignJson.bytes(list)));
    }

    Uni<Buffer> one(Call call, String id) {
        return models(call)
                .map(models -> models.stream()
                        .filter(model -> model.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> new ProblemException(
                                ProblemType.UNKNOWN_MODEL, "The model '" + id + "' does not exist.")))
                .map(model -> Buffer.buffer(ForeignJson.bytes(OpenAiModel.of(model))));
    }

    private Uni<List<Model>> models(Call call) {
        var target = TierClient.target(prompt, HttpMethod.GET, "/v1/models").putHeader("accept", "application/json");
        return client.whole(call, target, Buffer.buffer())
                .onFailure()
                .transform(Failures::fromTier)
                .map(this::read);
    }

    private List<Model> read(Buffer body) {
        try {
            Models models = reader.readValue(body.getBytes());
            return Stream.concat(models.items().stream(), models.embeddings().stream())
                    .toList();
        } catch (IOException unreadable) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED, "The prompt tier's answer is unreadable.", unreadable);
        }
    }
}
