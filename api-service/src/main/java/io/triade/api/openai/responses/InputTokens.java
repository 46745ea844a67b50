package io.triade.api.openai.responses;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.answers.ForeignJson;
import io.triade.api.openai.responses.ResponseTranslation.Asked;
import io.triade.api.openai.runs.Asking;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.generations.TokenCount;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.TierClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;

/// Counts the tokens of what a response would be made from, by the model's provider and without asking the model.
@ApplicationScoped
class InputTokens {
    private final TierClient client;
    private final URI prompt;
    private final Asking asking;
    private final KeptResponses kept;
    private final ObjectReader counts;

    InputTokens(TierClient client, Tiers tiers, Asking asking, KeptResponses kept, ObjectMapper mapper) {
        this.client = client;
        this.prompt = tiers.of(Tier.PROMPT);
        this.asking = asking;
        this.kept = kept;
        this.counts = mapper.readerFor(TokenCount.class);
    }

    Uni<Buffer> count(Call call, ResponseRequest request, CallFacts facts) {
        ResponseTranslation.refuseWhatIsNotThere(request);
        return kept.before(call, request)
                .map(earlier -> ResponseTranslation.asked(request, earlier, null))
                .flatMap(asked -> count(call, asked))
                .invoke(count -> facts.model(count.model()))
                .map(count -> Buffer.buffer(ForeignJson.bytes(ForeignJson.MAPPER
                        .createObjectNode()
                        .put("object", "response.input_tokens")
                        .put("input_tokens", count.inputTokens()))));
    }

    private Uni<TokenCount> count(Call call, Asked asked) {
        var target = TierClient.target(prompt, HttpMethod.POST, "/v1/token-counts")
                .putHeader("accept", "application/json")
                .putHeader("content-type", "application/json");
        return client.whole(call, target, asking.written(asked.request()))
                .map(this::read)
                .onFailure()
                .transform(failure -> asked.terms().theirs(Failures.fromTier(failure)));
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
