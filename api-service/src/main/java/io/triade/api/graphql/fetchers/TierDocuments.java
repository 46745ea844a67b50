package io.triade.api.graphql.fetchers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.streams.TierClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;

/// The tiers' resources as the records of contracts, asked for in the caller's name.
@ApplicationScoped
public class TierDocuments {
    private final TierClient client;
    private final Tiers tiers;
    private final ObjectMapper mapper;
    private final ObjectReader reader;

    TierDocuments(TierClient client, Tiers tiers, ObjectMapper mapper) {
        this.client = client;
        this.tiers = tiers;
        this.mapper = mapper;
        // A tier of a newer release may say more.
        this.reader = mapper.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    <T> Uni<T> get(Call call, Tier tier, String path, Class<T> type) {
        return ask(call, TierClient.target(tiers.of(tier), HttpMethod.GET, path), Buffer.buffer())
                .map(document -> read(document, type));
    }

    /// Something that the orchestration tier is to do.
    RequestOptions target(HttpMethod method, String path) {
        return TierClient.target(tiers.of(Tier.ORCHESTRATION), method, path);
    }

    <T> Uni<T> send(Call call, RequestOptions target, JsonNode body, Class<T> type) {
        return ask(call, target.putHeader("content-type", "application/json"), bytes(body))
                .map(document -> read(document, type));
    }

    Uni<Buffer> send(Call call, RequestOptions target) {
        return ask(call, target, Buffer.buffer());
    }

    <T> T read(Buffer document, Class<T> type) {
        try {
            return reader.forType(type).readValue(document.getBytes());
        } catch (IOException unreadable) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED, "What a service behind this one said cannot be read.", unreadable);
        }
    }

    Buffer bytes(JsonNode body) {
        try {
            return Buffer.buffer(mapper.writeValueAsBytes(body));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a tree cannot be written as JSON", broken);
        }
    }

    private Uni<Buffer> ask(Call call, RequestOptions target, Buffer body) {
        return client.whole(call, target, body).onFailure().transform(Failures::fromTier);
    }
}
