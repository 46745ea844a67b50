package io.triade.api.openai.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.smallrye.mutiny.Multi;
import io.triade.api.answers.Failures;
import io.triade.api.answers.RunFacts;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.api.runs.RunHead;
import io.triade.api.runs.RunStart;
import io.triade.api.runs.RunStreams;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.runs.RunRequest;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.triade.defaults.streams.TierClient;
import io.triade.defaults.streams.WholeStream;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where the events of an answer come from: straight from the prompt tier, bound to the caller's connection, or from a
/// run of the orchestration tier.
@ApplicationScoped
public class Asking {
    public static final String GENERATIONS = "/v1/generations";

    private final TierClient client;
    private final URI prompt;
    private final RunStreams runs;
    private final EventCodec codec;
    private final ObjectWriter generations;
    private final ObjectWriter requests;

    Asking(TierClient client, Tiers tiers, RunStreams runs, EventCodec codec, ObjectMapper mapper) {
        this.client = client;
        this.prompt = tiers.of(Tier.PROMPT);
        this.runs = runs;
        this.codec = codec;
        this.generations = mapper.writerFor(GenerationRequest.class);
        this.requests = mapper.writerFor(RunRequest.class);
    }

    /// Nothing is stored; a reader who leaves ends it.
    public Multi<Frame> directly(Call call, GenerationRequest request) {
        return WholeStream.of(client.stream(call, prompt, GENERATIONS, written(request)), codec, call.traceId())
                .onFailure()
                .transform(Failures::fromTier);
    }

    public RunStart start(Call call, RunRequest request, @Nullable String key) {
        return RunStart.of(call, "/v1/runs", Buffer.buffer(bytes(requests, request)), key)
                .withDoorsOwn();
    }

    /// A run that is kept.
    ///
    /// @param head told once, when it was accepted
    public Multi<Frame> kept(RunStart start, Consumer<RunHead> head) {
        return runs.start(start, head).onFailure().transform(Failures::fromTier);
    }

    /// A run that is there, from its first event.
    public Multi<Frame> again(Call call, String runId, Consumer<RunHead> head) {
        return runs.follow(call, runId, 0, head).onFailure().transform(Failures::fromTier);
    }

    /// An event, noted for the request's log line.
    public RunEvent event(Frame frame, CallFacts facts) {
        RunEvent event = codec.event(frame);
        RunFacts.note(facts, event);
        return event;
    }

    public RunEvent event(Frame frame) {
        return codec.event(frame);
    }

    public Buffer written(GenerationRequest request) {
        return Buffer.buffer(bytes(generations, request));
    }

    private static byte[] bytes(ObjectWriter writer, Object request) {
        try {
            return writer.writeValueAsBytes(request);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a request cannot be written as JSON", broken);
        }
    }
}
