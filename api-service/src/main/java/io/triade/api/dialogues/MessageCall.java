package io.triade.api.dialogues;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.triade.api.access.SocketDoor;
import io.triade.api.answers.RunFacts;
import io.triade.contracts.problems.ProblemException;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one message began, until it is over.
public final class MessageCall {
    record Opened(SocketDoor door, Calls calls, Vertx vertx, Span span, CallFacts facts) {}

    private final String type;
    private final Opened opened;
    private final Call call;
    private final EventCodec codec;
    private long deadline = -1;

    MessageCall(String type, Opened opened, EventCodec codec) {
        this.type = type;
        this.opened = opened;
        this.call = Calls.of(opened.facts);
        this.codec = codec;
    }

    public Call call() {
        return call;
    }

    /// What is learned about it, for its log line.
    public CallFacts facts() {
        return opened.facts;
    }

    /// The same call with all of its time before it.
    public Call renewed() {
        return Calls.of(opened.calls.open(call.principal(), call.traceId()));
    }

    /// Runs what the message asks for; calls to other tiers hang on its span.
    public void run(Runnable work) {
        try (Scope _ = opened.span.makeCurrent()) {
            work.run();
        }
    }

    /// Tells when its time is over, unless it ended before.
    public void onDeadline(Runnable over) {
        long left = Duration.between(Instant.now(), call.deadline()).toMillis();
        deadline = opened.vertx.setTimer(Math.max(1, left), _ -> over.run());
    }

    public void note(Frame frame) {
        RunFacts.note(opened.facts, frame, codec);
    }

    /// @param problem what it ended with, where it did not end well
    public void ended(@Nullable ProblemException problem) {
        opened.vertx.cancelTimer(deadline);
        int status = problem == null ? 200 : problem.type().status();
        Calls.ended(opened.facts, "SOCKET", opened.door.path() + "/" + type, status);
        if (status >= 500) opened.span.setStatus(StatusCode.ERROR);
        opened.span.end();
    }
}
