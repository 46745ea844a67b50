package io.triade.defaults.streams;

import io.opentelemetry.api.trace.Span;
import io.quarkus.arc.All;
import io.triade.contracts.problems.ProblemException;
import io.triade.defaults.access.InternalTokens;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.Calls;
import io.vertx.core.MultiMap;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Writes a call on a request to the next tier: who asks, which trace, how long is left. Shows it to who watches.
@ApplicationScoped
public class CallHeaders {
    private final InternalTokens tokens;
    private final List<CallWatch> watches;

    public CallHeaders(InternalTokens tokens, @All List<CallWatch> watches) {
        this.tokens = tokens;
        this.watches = List.copyOf(watches);
    }

    /// @throws ProblemException where somebody who watches does not allow it, or no time is left
    public RequestOptions write(Call call, RequestOptions options) {
        watches.forEach(watch -> watch.before(call, options));
        MultiMap headers = options.getHeaders() == null
                ? options.setHeaders(MultiMap.caseInsensitiveMultiMap()).getHeaders()
                : options.getHeaders();
        headers.set("authorization", "Bearer " + tokens.sign(call.principal()));
        // Where tracing is on, the instrumented client adds the current span's; two would contradict each other.
        if (!Span.current().getSpanContext().isValid()) {
            String spanId =
                    HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
            headers.set(Calls.TRACEPARENT, "00-" + call.traceId() + "-" + spanId + "-00");
        }
        headers.set(Calls.TIMEOUT, Long.toString(call.left().toMillis()));
        return options;
    }

    /// The tier has said yes.
    public void answered(Call call, RequestOptions options) {
        watches.forEach(watch -> watch.answered(call, options));
    }
}
