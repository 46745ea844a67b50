package io.triade.api.answers;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.defaults.streams.EventStreamAnswer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends server-sent events and, while they are silent, comments.
@ApplicationScoped
public class StreamedAnswer {
    private static final Buffer COMMENT = Buffer.buffer(": \n\n");

    private final AtomicInteger active = new AtomicInteger();
    private final long tickMillis;

    StreamedAnswer(AnswersConfig config, MeterRegistry meters) {
        Gauge.builder("triade.streams.active", active, AtomicInteger::get)
                .description("Answers that are being streamed to callers")
                .register(meters);
        // Silence is noticed at the second tick after the last byte at the latest.
        this.tickMillis = Math.max(1, config.longestSilence().toMillis() / 2);
    }

    /// As `EventStreamAnswer.send`: fails, with nothing written yet, when the source fails before its first chunk.
    public Uni<Void> send(RoutingContext routing, Multi<Buffer> chunks) {
        Vertx vertx = routing.vertx();
        HttpServerResponse response = routing.response();
        var heartbeat = new Heartbeat(response);
        long timer = vertx.setPeriodic(tickMillis, _ -> heartbeat.tick());
        active.incrementAndGet();
        return EventStreamAnswer.send(routing, chunks).eventually(() -> {
            active.decrementAndGet();
            vertx.cancelTimer(timer);
        });
    }

    /// One timer a stream and nothing for each event: the response itself knows how much it has sent.
    private static final class Heartbeat {
        private final HttpServerResponse response;
        private long written;

        Heartbeat(HttpServerResponse response) {
            this.response = response;
        }

        void tick() {
            if (!response.headWritten() || response.ended() || response.closed()) return;
            if (response.bytesWritten() == written && !response.writeQueueFull()) response.write(COMMENT);
            written = response.bytesWritten();
        }
    }
}
