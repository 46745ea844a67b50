package io.triade.api.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.ForeignJson;
import io.triade.api.answers.RunFacts;
import io.triade.api.anthropic.requests.MessagesRequest;
import io.triade.api.anthropic.requests.MessagesTranslation;
import io.triade.api.foreign.TokenCounts;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.triade.defaults.streams.TierClient;
import io.triade.defaults.streams.WholeStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/// Answers messages by generations of the prompt tier, the direct path: no session, nothing stored.
@ApplicationScoped
class Messages {
    private static final String GENERATIONS = "/v1/generations";

    private final TierClient client;
    private final TokenCounts counts;
    private final URI prompt;
    private final EventCodec codec;
    private final ObjectWriter generations;
    private final ObjectMapper mapper;

    Messages(TierClient client, TokenCounts counts, Tiers tiers, EventCodec codec, ObjectMapper mapper) {
        this.client = client;
        this.counts = counts;
        this.prompt = tiers.of(Tier.PROMPT);
        this.codec = codec;
        this.generations = mapper.writerFor(GenerationRequest.class);
        this.mapper = mapper;
    }

    Uni<Buffer> whole(Call call, MessagesRequest request, CallFacts facts) {
        var target = TierClient.target(prompt, HttpMethod.POST, GENERATIONS)
                .putHeader("accept", "application/json")
                .putHeader("content-type", "application/json")
                .setIdleTimeout(call.left().toMillis());
        return client.whole(call, target, json(MessagesTranslation.generation(request)))
                .map(body -> message(body, request, facts))
                .onFailure()
                .transform(failure -> MessagesTranslation.theirs(request, failure));
    }

    Multi<Buffer> stream(Call call, MessagesRequest request, CallFacts facts) {
        var events = new MessageEvents(request, call.traceId());
        Buffer asked = json(MessagesTranslation.generation(request));
        Multi<Frame> frames = client.stream(call, prompt, GENERATIONS, asked);
        return WholeStream.of(frames, codec, call.traceId())
                .map(frame -> events.chunk(frame, codec, event -> RunFacts.note(facts, event)))
                .filter(chunk -> chunk.length() > 0)
                .onFailure()
                .transform(failure -> MessagesTranslation.theirs(request, failure));
    }

    /// Counted by the model's provider, as it would count the question itself.
    Uni<Buffer> count(Call call, MessagesRequest request, CallFacts facts) {
        return counts.of(call, MessagesTranslation.counted(request))
                .invoke(count -> facts.model(count.model()))
                .map(count -> Buffer.buffer(ForeignJson.bytes(Map.of("input_tokens", count.inputTokens()))))
                .onFailure()
                .transform(failure -> MessagesTranslation.theirs(request, failure));
    }

    private Buffer message(Buffer body, MessagesRequest request, CallFacts facts) {
        Generation generation = read(body);
        facts.model(generation.model());
        RunFacts.stopReason(facts, generation.stopReason());
        RunFacts.tokens(facts, generation.usage());
        return Buffer.buffer(ForeignJson.bytes(AnthropicMessage.of(generation, request)));
    }

    private Generation read(Buffer body) {
        try {
            return mapper.readValue(body.getBytes(), Generation.class);
        } catch (IOException unreadable) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED, "The prompt tier's answer is unreadable.", unreadable);
        }
    }

    private Buffer json(GenerationRequest asked) {
        try {
            return Buffer.buffer(generations.writeValueAsBytes(asked));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a generation request cannot be written as JSON", broken);
        }
    }
}
