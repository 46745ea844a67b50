package io.triade.prompt.invocation;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.triade.contracts.generations.InferenceParameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Begins the span `<operation> <model>` and the meters of a model call, as a child of the request that makes it.
@ApplicationScoped
public class CallObservations {
    private final Tracer tracer;
    private final MeterRegistry registry;
    private final URI endpoint;
    private final Map<String, ModelMeters> meters = new ConcurrentHashMap<>();

    CallObservations(Tracer tracer, MeterRegistry registry, InvocationConfig config) {
        this.tracer = tracer;
        this.registry = registry;
        this.endpoint = config.endpoint()
                .orElseGet(() -> URI.create("https://bedrock-runtime.%s.amazonaws.com"
                        .formatted(config.region().orElse("unknown"))));
    }

    public CallObservation begin(ModelCall call, Context parent) {
        return begin("chat", call, parent);
    }

    /// @param operation as the conventions call it
    public CallObservation begin(String operation, ModelCall call, Context parent) {
        // Where tracing is off a request has no span, and ours would be made for nobody.
        Span span = Span.fromContext(parent).isRecording() ? span(operation, call, parent) : Span.getInvalid();
        ModelMeters measured = meters.computeIfAbsent(
                operation + " " + call.model(), _ -> new ModelMeters(registry, operation, call.model()));
        measured.began();
        return new CallObservation(call, span, measured);
    }

    private Span span(String operation, ModelCall call, Context parent) {
        var span = tracer.spanBuilder(operation + " " + call.model())
                .setSpanKind(SpanKind.CLIENT)
                .setParent(parent)
                .startSpan();
        span.setAttribute("gen_ai.operation.name", operation);
        span.setAttribute("gen_ai.provider.name", "aws.bedrock");
        span.setAttribute("gen_ai.request.model", call.model());
        span.setAttribute("server.address", endpoint.getHost());
        if (endpoint.getPort() > 0) span.setAttribute("server.port", endpoint.getPort());
        InferenceParameters parameters = call.parameters();
        if (parameters.maxTokens() != null) {
            span.setAttribute(
                    "gen_ai.request.max_tokens", parameters.maxTokens().longValue());
        }
        if (parameters.temperature() != null) {
            span.setAttribute("gen_ai.request.temperature", parameters.temperature());
        }
        if (parameters.topP() != null) span.setAttribute("gen_ai.request.top_p", parameters.topP());
        return span;
    }
}
