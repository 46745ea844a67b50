package io.triade.api.answers;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.runs.RunEvent;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Notes for the request's log line what its run's events, or its document, say.
@ApplicationScoped
public class RunFacts {
    private static final Logger LOG = Logger.getLogger(RunFacts.class);

    private final ObjectReader outcomes;

    /// What a run's document and a turn's have in common.
    private record Outcome(
            @Nullable String model,
            @Nullable StopReason stopReason,
            @Nullable TokenUsage usage) {}

    RunFacts(ObjectMapper mapper) {
        this.outcomes = mapper.readerFor(Outcome.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    public void note(CallFacts facts, Buffer document) {
        try {
            Outcome outcome = outcomes.readValue(document.getBytes());
            if (outcome.model != null) facts.model(outcome.model);
            if (outcome.stopReason != null) stopReason(facts, outcome.stopReason);
            if (outcome.usage != null) tokens(facts, outcome.usage);
        } catch (IOException unreadable) {
            LOG.warnf("not logged: %s", unreadable.getMessage());
        }
    }

    /// Reads only the few frames of a run that say something worth logging.
    public static void note(CallFacts facts, Frame frame, EventCodec codec) {
        switch (frame.type()) {
            case "started", "usage", "completed", "failed", "cancelled" -> {
                try {
                    note(facts, codec.event(frame));
                } catch (IllegalArgumentException unreadable) {
                    LOG.warnf("not logged: %s", unreadable.getMessage());
                }
            }
            default -> {}
        }
    }

    public static void note(CallFacts facts, RunEvent event) {
        switch (event) {
            case RunEvent.Started started -> facts.model(started.model());
            case RunEvent.Usage usage -> tokens(facts, usage.usage());
            case RunEvent.Completed completed -> stopReason(facts, completed.stopReason());
            case RunEvent.Failed _ -> facts.stopReason("failed");
            case RunEvent.Cancelled _ -> facts.stopReason("cancelled");
            case RunEvent.PassageFound _,
                    RunEvent.TextDelta _,
                    RunEvent.ReasoningDelta _,
                    RunEvent.ToolRequested _,
                    RunEvent.ToolFinished _,
                    RunEvent.ApprovalAsked _,
                    RunEvent.GuardrailVerdict _,
                    RunEvent.Interrupted _ -> {}
        }
    }

    public static void stopReason(CallFacts facts, StopReason reason) {
        facts.stopReason(reason.name().toLowerCase(Locale.ROOT));
    }

    public static void tokens(CallFacts facts, TokenUsage usage) {
        facts.tokens(usage.inputTokens(), usage.outputTokens());
    }
}
