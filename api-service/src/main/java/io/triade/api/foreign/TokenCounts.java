package io.triade.api.foreign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.smallrye.mutiny.Uni;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.TokenCount;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.streams.TierClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;

/// Counts the tokens of a question, by the model's provider and without asking the model.
@ApplicationScoped
public class TokenCounts {
    private final TierClient client;
    private final URI prompt;
    private final ObjectWriter questions;
    private final ObjectReader counts;

    TokenCounts(TierClient client, Tiers tiers, ObjectMapper mapper) {
        this.client = client;
        this.prompt = tiers.of(Tier.PROMPT);
        this.questions = mapper.writerFor(GenerationRequest.class);
        this.counts = mapper.readerFor(TokenCount.class);
    }

    /// As the prompt tier says it, in our terms where it refuses.
    public Uni<TokenCount> of(Call call, GenerationRequest question) {
        var target = TierClient.target(prompt, HttpMethod.POST, "/v1/token-counts")
                .putHeader("accept", "application/json")
                .putHeader("content-type", "application/json");
        return client.whole(call, target, written(question)).map(this::read);
    }

    private Buffer written(GenerationRequest question) {
        try {
            return Buffer.buffer(questions.writeValueAsBytes(question));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a question cannot be written as JSON", broken);
        }
    }

    private TokenCount read(Buffer body) {
        try {
            return counts.readValue(body.getBytes());
        } catch (IOException unreadable) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED, "The prompt tier's answer is unreadable.", unreadable);
        }
    }
}
