package io.triade.defaults.calls;

import io.triade.contracts.access.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is learned about one request while it is served; read once, for its log line.
public final class CallFacts {
    static final String KEY = CallFacts.class.getName();

    final String traceId;
    final Instant deadline;
    final long startedNanos = System.nanoTime();

    @Nullable
    Principal principal;

    @Nullable
    Instant expiry;

    private String model = "-";
    private String stopReason = "-";
    private int inputTokens;
    private int outputTokens;

    CallFacts(String traceId, Instant deadline) {
        this.traceId = traceId;
        this.deadline = deadline;
    }

    public void model(String model) {
        this.model = model;
    }

    public void stopReason(String stopReason) {
        this.stopReason = stopReason;
    }

    public void tokens(int inputTokens, int outputTokens) {
        this.inputTokens = inputTokens;
        this.outputTokens = outputTokens;
    }

    String line(String method, String path, int status) {
        Principal caller = principal;
        return "request traceId=%s tenant=%s method=%s path=%s status=%d model=%s stopReason=%s inputTokens=%d outputTokens=%d millis=%d"
                .formatted(
                        traceId,
                        caller == null ? "-" : caller.tenant(),
                        method,
                        path,
                        status,
                        model,
                        stopReason,
                        inputTokens,
                        outputTokens,
                        (System.nanoTime() - startedNanos) / 1_000_000);
    }
}
