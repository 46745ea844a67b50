package io.triade.api.openai.responses;

import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.answers.ForeignJson;
import io.triade.api.foreign.TokenCounts;
import io.triade.api.openai.responses.ResponseTranslation.Asked;
import io.triade.contracts.generations.TokenCount;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;

/// Counts the tokens of what a response would be made from.
@ApplicationScoped
class InputTokens {
    private final TokenCounts counts;
    private final KeptResponses kept;

    InputTokens(TokenCounts counts, KeptResponses kept) {
        this.counts = counts;
        this.kept = kept;
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
        return counts.of(call, asked.request())
                .onFailure()
                .transform(failure -> asked.terms().theirs(Failures.fromTier(failure)));
    }
}
