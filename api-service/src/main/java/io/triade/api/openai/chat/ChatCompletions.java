package io.triade.api.openai.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.ForeignJson;
import io.triade.api.answers.RunFacts;
import io.triade.api.openai.runs.Asking;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.Frame;
import io.triade.defaults.streams.TierClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;

/// Answers chat completions by generations of the prompt tier, the direct path: no session, nothing stored.
@ApplicationScoped
class ChatCompletions {
    private final TierClient client;
    private final URI prompt;
    private final Asking asking;
    private final ObjectReader answers;

    ChatCompletions(TierClient client, Tiers tiers, Asking asking, ObjectMapper mapper) {
        this.client = client;
        this.prompt = tiers.of(Tier.PROMPT);
        this.asking = asking;
        this.answers = mapper.readerFor(Generation.class);
    }

    Uni<Buffer> whole(Call call, ChatRequest request, CallFacts facts) {
        var target = TierClient.target(prompt, HttpMethod.POST, Asking.GENERATIONS)
                .putHeader("accept", "application/json")
                .putHeader("content-type", "application/json")
                .setIdleTimeout(call.left().toMillis());
        return client.whole(call, target, asking.written(ChatTranslation.generation(request)))
                .map(body -> completion(body, request, facts))
                .onFailure()
                .transform(failure -> ChatTranslation.theirs(request, failure));
    }

    Multi<Buffer> stream(Call call, ChatRequest request, CallFacts facts) {
        return chunks(asking.directly(call, ChatTranslation.generation(request)), request, facts);
    }

    /// Events as chunks, each as soon as it comes.
    Multi<Buffer> chunks(Multi<Frame> frames, ChatRequest request, CallFacts facts) {
        var chunks = new ChatChunks(request.wantsUsage(), Instant.now().getEpochSecond(), request.oneToolAtMost());
        return frames.map(frame -> chunk(chunks, frame, facts))
                .filter(chunk -> chunk.length() > 0)
                .onFailure()
                .transform(failure -> ChatTranslation.theirs(request, failure));
    }

    private Buffer chunk(ChatChunks chunks, Frame frame, CallFacts facts) {
        Buffer text = chunks.text(frame.json());
        return text != null ? text : chunks.event(frame.offset(), asking.event(frame, facts));
    }

    private Buffer completion(Buffer body, ChatRequest request, CallFacts facts) {
        try {
            Generation generation = answers.readValue(body.getBytes());
            facts.model(generation.model());
            RunFacts.stopReason(facts, generation.stopReason());
            RunFacts.tokens(facts, generation.usage());
            long now = Instant.now().getEpochSecond();
            return Buffer.buffer(ForeignJson.bytes(ChatCompletion.of(generation, now, request.oneToolAtMost(), null)));
        } catch (IOException unreadable) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED, "The prompt tier's answer is unreadable.", unreadable);
        }
    }
}
