package io.triade.api.dialogues;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;
import io.triade.api.access.SocketDoor;
import io.triade.contracts.access.Principal;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.streams.EventCodec;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Opens a call for a message, as `Calls` does for a request: a message has a caller, a trace, a deadline and, when
/// what it began is over, a log line. Quarkus gives socket messages no span: each that starts something gets one
/// here.
@ApplicationScoped
public class MessageCalls {
    private static final TextMapGetter<String> TRACEPARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(Calls.TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
            return key.equals(Calls.TRACEPARENT) ? traceparent : null;
        }
    };

    private final Tracer tracer;
    private final boolean tracing;
    private final Calls calls;
    private final Vertx vertx;
    private final EventCodec codec;

    MessageCalls(Tracer tracer, OTelRuntimeConfig config, Calls calls, Vertx vertx, EventCodec codec) {
        this.tracer = tracer;
        this.tracing = !config.sdkDisabled();
        this.calls = calls;
        this.vertx = vertx;
        this.codec = codec;
    }

    public MessageCall open(SocketDoor door, String type, Principal caller, @Nullable String traceparent) {
        // Where tracing is off, a tracer makes spans all the same, for nobody.
        Span span = tracing ? span(door, type, traceparent) : Span.getInvalid();
        String traceId = tracing ? span.getSpanContext().getTraceId() : Calls.traceIdOf(traceparent);
        return new MessageCall(
                type, new MessageCall.Opened(door, calls, vertx, span, calls.open(caller, traceId)), codec);
    }

    private Span span(SocketDoor door, String type, @Nullable String traceparent) {
        Context parent = traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, TRACEPARENT);
        return tracer.spanBuilder(door.name().toLowerCase(Locale.ROOT) + " " + type)
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
    }
}
