package io.triade.prompt.invocation;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.RunEvent;
import java.util.List;
import java.util.Locale;

/// What is measured about one model call while it runs, by the OpenTelemetry GenAI conventions.
public final class CallObservation {
    private static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

    private final ModelCall call;
    private final Span span;
    private final ModelMeters meters;
    private final long startedNanos = System.nanoTime();

    CallObservation(ModelCall call, Span span, ModelMeters meters) {
        this.call = call;
        this.span = span;
        this.meters = meters;
    }

    public ModelCall call() {
        return call;
    }

    /// The model has begun to speak.
    public void begun() {
        meters.firstToken(nanos());
    }

    public void heard(RunEvent event) {
        switch (event) {
            case RunEvent.Usage usage -> used(usage.usage());
            case RunEvent.Completed completed -> stopped(completed.stopReason());
            case RunEvent.Started _,
                    RunEvent.PassageFound _,
                    RunEvent.TextDelta _,
                    RunEvent.ReasoningDelta _,
                    RunEvent.ToolRequested _,
                    RunEvent.ToolFinished _,
                    RunEvent.ApprovalAsked _,
                    RunEvent.GuardrailVerdict _,
                    RunEvent.Interrupted _,
                    RunEvent.Failed _,
                    RunEvent.Cancelled _ -> {}
        }
    }

    public void answered(TokenUsage usage, StopReason reason) {
        used(usage);
        stopped(reason);
        ended();
    }

    public void ended() {
        meters.ended(nanos());
        span.end();
    }

    public void failed(ProblemException problem) {
        meters.failed(nanos(), problem.type().slug());
        span.setAttribute("error.type", problem.type().slug());
        span.setStatus(StatusCode.ERROR, problem.type().title());
        span.end();
    }

    public void cancelled() {
        meters.failed(nanos(), "cancelled");
        span.setAttribute("error.type", "cancelled");
        span.end();
    }

    private void used(TokenUsage usage) {
        meters.used(usage);
        if (span.isRecording()) {
            span.setAttribute("gen_ai.usage.input_tokens", (long) usage.inputTokens());
            span.setAttribute("gen_ai.usage.output_tokens", (long) usage.outputTokens());
        }
    }

    private void stopped(StopReason reason) {
        if (span.isRecording()) {
            span.setAttribute(FINISH_REASONS, List.of(reason.name().toLowerCase(Locale.ROOT)));
        }
    }

    private long nanos() {
        return System.nanoTime() - startedNanos;
    }
}
