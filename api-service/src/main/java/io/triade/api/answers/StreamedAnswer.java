package io.triade.api.answers;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.stopping.StoppingSoon;
import io.triade.defaults.streams.EventForm;
import io.triade.defaults.streams.EventStreamAnswer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Sends streams. One that has a last word is ended with it when its time is over: its token's, its call's or this
/// process'.
@ApplicationScoped
public class StreamedAnswer {
    private final AtomicInteger active = new AtomicInteger();
    private final Set<Ending> ending = ConcurrentHashMap.newKeySet();
    private final Duration longestSilence;

    StreamedAnswer(AnswersConfig config, MeterRegistry meters) {
        Gauge.builder("triade.streams.active", active, AtomicInteger::get)
                .description("Answers that are being streamed to callers")
                .register(meters);
        this.longestSilence = config.longestSilence();
    }

    /// Server-sent events, until their source ends. Fails, with nothing written yet, when it fails before its first
    /// chunk.
    public Uni<Void> send(RoutingContext routing, Multi<Buffer> chunks) {
        var answer = new EventStreamAnswer(routing, EventForm.SERVER_SENT_EVENTS, longestSilence, null);
        return counted(answer.send(chunks));
    }

    /// As the other one; what ends the stream once its head was sent is told to the caller.
    public Uni<Void> send(
            RoutingContext routing, Multi<Buffer> chunks, EventForm form, Function<Throwable, Buffer> lastWord) {
        var answer = new EventStreamAnswer(routing, form, longestSilence, lastWord);
        Vertx vertx = routing.vertx();
        var live = new Ending(answer, vertx.getOrCreateContext());
        Limit limit = limit(Calls.of(routing));
        long timer = vertx.setTimer(limit.millis(), _ -> answer.end(limit.why));
        ending.add(live);
        return counted(answer.send(chunks)).onTermination().invoke(() -> {
            ending.remove(live);
            vertx.cancelTimer(timer);
        });
    }

    /// Whoever reads attaches again and comes to another process.
    void stop(@Observes StoppingSoon soon) {
        var why = new ProblemException(ProblemType.OVERLOADED, "This service is stopping; attach again.");
        ending.forEach(live -> live.context.runOnContext(_ -> live.answer.end(why)));
    }

    private record Ending(EventStreamAnswer answer, Context context) {}

    private record Limit(Instant end, ProblemException why) {
        long millis() {
            return Math.max(1, Duration.between(Instant.now(), end).toMillis());
        }
    }

    private static Limit limit(Call call) {
        Instant expiry = call.expiry();
        return expiry != null && expiry.isBefore(call.deadline())
                ? new Limit(
                        expiry,
                        new ProblemException(
                                ProblemType.TOKEN_EXPIRED,
                                "The bearer token has expired; attach again with a new one."))
                : new Limit(
                        call.deadline(),
                        new ProblemException(
                                ProblemType.DEADLINE_EXCEEDED, "The time for this request is over; attach again."));
    }

    private Uni<Void> counted(Uni<Void> answer) {
        active.incrementAndGet();
        return answer.onTermination().invoke(active::decrementAndGet);
    }
}
