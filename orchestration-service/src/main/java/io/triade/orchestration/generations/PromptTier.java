package io.triade.orchestration.generations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.Models;
import io.triade.contracts.generations.Title;
import io.triade.contracts.generations.TitleRequest;
import io.triade.contracts.generations.TokenCount;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.streams.Frame;
import io.triade.defaults.streams.TierClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/// Asks the prompt tier.
@ApplicationScoped
public class PromptTier {
    private static final Duration MODELS_PATIENCE = Duration.ofSeconds(2);
    private static final Duration COUNT_PATIENCE = Duration.ofSeconds(2);

    private final TierClient tiers;
    private final ObjectMapper mapper;
    private final URI url;

    PromptTier(TierClient tiers, ObjectMapper mapper, PromptServiceConfig config) {
        this.tiers = tiers;
        this.mapper = mapper;
        this.url = config.url();
    }

    /// A request as it is sent. Apart from `stream` and `count`, because a long history is better written off the
    /// event loop.
    public Buffer written(GenerationRequest request) {
        return json(request);
    }

    /// The answer's events as the prompt tier numbered them, neither checked nor completed.
    public Multi<Frame> stream(Call call, Buffer request) {
        return tiers.stream(call, url, "/v1/generations", request);
    }

    /// A short title; blocks until the call's deadline at most.
    public Title title(Call call, TitleRequest request) {
        var target =
                TierClient.target(url, HttpMethod.POST, "/v1/titles").putHeader("content-type", "application/json");
        Buffer answer = tiers.whole(call, target, json(request)).await().atMost(call.left());
        try {
            return mapper.readValue(answer.getBytes(), Title.class);
        } catch (IOException unreadable) {
            throw new ProblemException(ProblemType.UPSTREAM_FAILED, "The title could not be read.", unreadable);
        }
    }

    /// How many tokens a question has, the beginning of its answer included; within seconds or not at all.
    public Uni<TokenCount> count(Call call, Buffer request) {
        var target = TierClient.target(url, HttpMethod.POST, "/v1/token-counts")
                .putHeader("content-type", "application/json")
                .setIdleTimeout(COUNT_PATIENCE.toMillis());
        return tiers.whole(call, target, request).map(answer -> {
            try {
                return mapper.readValue(answer.getBytes(), TokenCount.class);
            } catch (IOException unreadable) {
                throw new ProblemException(ProblemType.UPSTREAM_FAILED, "The count could not be read.", unreadable);
            }
        });
    }

    /// The models that callers may name; blocks for a few seconds at most.
    Models models(Call call) {
        var target = TierClient.target(url, HttpMethod.GET, "/v1/models").setIdleTimeout(MODELS_PATIENCE.toMillis());
        Buffer answer = tiers.whole(call, target, Buffer.buffer()).await().atMost(MODELS_PATIENCE);
        try {
            return mapper.readValue(answer.getBytes(), Models.class);
        } catch (IOException unreadable) {
            throw new ProblemException(ProblemType.UPSTREAM_FAILED, "The models could not be read.", unreadable);
        }
    }

    private Buffer json(Object request) {
        try {
            return Buffer.buffer(mapper.writeValueAsBytes(request));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a request cannot be written as JSON", broken);
        }
    }
}
