package io.triade.prompt.invocation.embeddings;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.embeddings.Embeddings;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.RunEvent;
import io.triade.prompt.invocation.CallObservation;
import io.triade.prompt.invocation.CallObservations;
import io.triade.prompt.invocation.ModelCall;
import io.triade.prompt.invocation.ModelFaults;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

/// Asks one model for vectors. Each subscription is one attempt, answered on the Vert.x context of the request; one
/// that cancels closes the connection to the model. Every failure is a `ProblemException`.
@ApplicationScoped
public class BedrockEmbeddings {
    private final BedrockRuntimeAsyncClient client;
    private final CallObservations observations;
    private final Vertx vertx;
    private final EmbeddingBodies bodies;

    BedrockEmbeddings(
            BedrockRuntimeAsyncClient client, CallObservations observations, Vertx vertx, ObjectMapper mapper) {
        this.client = client;
        this.observations = observations;
        this.vertx = vertx;
        this.bodies = new EmbeddingBodies(mapper);
    }

    /// A vector for each text of the call.
    public Uni<Embeddings> embed(EmbeddingCall call) {
        var context = (ContextInternal) vertx.getOrCreateContext();
        Context parent = Context.current();
        return Uni.createFrom().emitter(emitter -> {
            CallObservation observation = observations.begin("embeddings", observed(call), parent);
            CompletableFuture<InvokeModelResponse> answer = client.invokeModel(bodies.request(call));
            emitter.onTermination(() -> {
                if (answer.cancel(true)) observation.cancelled();
            });
            var _ = answer.whenComplete((response, failure) -> {
                if (answer.isCancelled()) return;
                context.emit(_ -> {
                    try {
                        if (failure != null) throw ModelFaults.problem(failure, call.model());
                        Embeddings embeddings = bodies.answer(call, response);
                        observation.answered(new TokenUsage(embeddings.inputTokens(), 0), StopReason.END_TURN);
                        emitter.complete(embeddings);
                    } catch (ProblemException problem) {
                        observation.failed(problem);
                        emitter.fail(problem);
                    }
                });
            });
        });
    }

    private static ModelCall observed(EmbeddingCall call) {
        var started = new RunEvent.Started("embeddings", null, call.model());
        return new ModelCall(started, null, List.of(), InferenceParameters.DEFAULTS, null, "");
    }
}
