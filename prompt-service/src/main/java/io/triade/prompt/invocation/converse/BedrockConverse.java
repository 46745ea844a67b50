package io.triade.prompt.invocation.converse;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.TokenCount;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.RunEvent;
import io.triade.prompt.invocation.CallObservation;
import io.triade.prompt.invocation.CallObservations;
import io.triade.prompt.invocation.ModelCall;
import io.triade.prompt.invocation.ModelFaults;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensResponse;

/// Asks one model. Each subscription is one attempt, answered on the Vert.x context of the request; one that cancels
/// closes the connection to the model. Every failure is a `ProblemException`.
@ApplicationScoped
public class BedrockConverse {
    private final BedrockRuntimeAsyncClient client;
    private final CallObservations observations;
    private final Vertx vertx;
    private final ObjectReader json;

    BedrockConverse(BedrockRuntimeAsyncClient client, CallObservations observations, Vertx vertx, ObjectMapper mapper) {
        this.client = client;
        this.observations = observations;
        this.vertx = vertx;
        this.json = mapper.readerFor(new TypeReference<Map<String, Object>>() {});
    }

    /// The whole answer.
    public Uni<Generation> whole(ModelCall call) {
        ConverseRequest request = ConverseRequests.whole(call);
        var context = (ContextInternal) vertx.getOrCreateContext();
        Context parent = Context.current();
        return Uni.createFrom().emitter(emitter -> {
            CallObservation observation = observations.begin(call, parent);
            CompletableFuture<ConverseResponse> answer = client.converse(request);
            emitter.onTermination(() -> {
                if (answer.cancel(true)) observation.cancelled();
            });
            var _ = answer.whenComplete((response, failure) -> {
                if (answer.isCancelled()) return;
                context.emit(_ -> {
                    try {
                        if (failure != null) throw ModelFaults.problem(failure, call.model());
                        Generation generation = ConverseWords.generation(call, response);
                        observation.answered(generation.usage(), generation.stopReason());
                        emitter.complete(generation);
                    } catch (ProblemException problem) {
                        observation.failed(problem);
                        emitter.fail(problem);
                    }
                });
            });
        });
    }

    /// How many tokens the question has, which costs nothing and is no answer.
    public Uni<TokenCount> count(ModelCall call) {
        CountTokensRequest request = ConverseRequests.counted(call);
        var context = (ContextInternal) vertx.getOrCreateContext();
        return Uni.createFrom().emitter(emitter -> {
            CompletableFuture<CountTokensResponse> answer = client.countTokens(request);
            emitter.onTermination(() -> answer.cancel(true));
            var _ = answer.whenComplete((response, failure) -> {
                if (answer.isCancelled()) return;
                context.emit(_ -> {
                    if (failure != null) emitter.fail(ModelFaults.problem(failure, call.model()));
                    else emitter.complete(new TokenCount(call.model(), response.inputTokens()));
                });
            });
        });
    }

    /// The answer as it is made: `started`, deltas, usage, `completed`.
    public Multi<RunEvent> stream(ModelCall call) {
        ConverseStreamRequest request = ConverseRequests.streamed(call);
        var context = (ContextInternal) vertx.getOrCreateContext();
        Context parent = Context.current();
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super RunEvent> reader) {
                var events = new ConverseEvents(call, json);
                var stream = new ModelStream(observations.begin(call, parent), events, context, reader);
                reader.onSubscribe(stream);
                stream.follow(client.converseStream(request, stream));
            }
        };
    }
}
