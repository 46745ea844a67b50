package io.triade.api.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.answers.RunFacts;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
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
import java.time.Instant;

/// Answers chat completions by generations of the prompt tier, the direct path: no session, nothing stored.
@ApplicationScoped
class ChatCompletions {
    private static final String GENERATIONS = "/v1/generations";

    private final TierClient client;
    private final URI prompt;
    private final EventCodec codec;
    private final ObjectWriter generations;
    private final ObjectReader answers;

    ChatCompletions(TierClient client, Tiers tiers, EventCodec codec, ObjectMapper mapper) {
        this.client = client;
        this.prompt = tiers.of(Tier.PROMPT);
        this.codec = codec;
        this.generations = mapper.writerFor(GenerationRequest.class);
        this.answers = mapper.readerFor(Generation.class);
    }

    Uni<Buffer> whole(Call call, ChatRequest request, CallFacts facts) {
        var target = TierClient.target(prompt, HttpMethod.POST, GENERATIONS)
                .putHeader("accept", "application/json")
                .putHeader("content-type", "application/json")
                .setIdleTimeout(call.left().toMillis());
        return client.whole(call, target, generation(request))
                .map(body -> completion(body, facts))
                .onFailure()
                .transform(Failures::fromTier);
    }

    Multi<Buffer> stream(Call call, ChatRequest request, CallFacts facts) {
        var chunks = new ChatChunks(request.wantsUsage(), Instant.now().getEpochSecond());
        Multi<Frame> frames = client.stream(call, prompt, GENERATIONS, generation(request));
        return WholeStream.of(frames, codec, call.traceId())
                .map(frame -> chunk(chunks, frame, facts))
                .filter(chunk -> chunk.length() > 0)
                .onFailure()
                .transform(Failures::fromTier);
    }

    private Buffer chunk(ChatChunks chunks, Frame frame, CallFacts facts) {
        Buffer text = chunks.text(frame.json());
        if (text != null) return text;
        RunEvent event = codec.event(frame);
        RunFacts.note(facts, event);
        return chunks.event(event);
    }

    private Buffer completion(Buffer body, CallFacts facts) {
        try {
            Generation generation = answers.readValue(body.getBytes());
            facts.model(generation.model());
            RunFacts.stopReason(facts, generation.stopReason());
            RunFacts.tokens(facts, generation.usage());
            return Buffer.buffer(
                    OpenAiJson.bytes(ChatCompletion.of(generation, Instant.now().getEpochSecond())));
        } catch (IOException unreadable) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED, "The prompt tier's answer is unreadable.", unreadable);
        }
    }

    private Buffer generation(ChatRequest request) {
        try {
            return Buffer.buffer(generations.writeValueAsBytes(ChatTranslation.generation(request)));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a generation request cannot be written as JSON", broken);
        }
    }
}
