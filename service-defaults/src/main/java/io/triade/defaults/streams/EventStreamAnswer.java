package io.triade.defaults.streams;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes chunks to a streamed response: the next one is asked for once the last is on its way, a silence is filled
/// with heartbeats, and a caller who hangs up cancels the source.
///
/// Why not quarkus-rest's own server-sent events: they send the head before the source has said anything, so that a
/// request refused by a tier behind could no longer have a status of its own.
public final class EventStreamAnswer implements MultiSubscriber<Buffer> {
    /// Load balancers cut connections that are silent for longer.
    public static final Duration LONGEST_SILENCE = Duration.ofSeconds(14);

    /// Bytes on their way to the socket at which reading pauses; small, because each stream may hold as much.
    private static final int QUEUED_BYTES = 16_384;

    private final RoutingContext routing;
    private final HttpServerResponse response;
    private final EventForm form;
    private final Duration longestSilence;
    private final @Nullable Function<Throwable, Buffer> lastWord;
    private @Nullable UniEmitter<? super Void> done;
    private Flow.@Nullable Subscription source;
    private boolean finished;
    private long heartbeat = -1;
    private long written;

    /// @param lastWord what the reader is told when the connection ends before the source did; without one, and
    ///     always before the head was sent, `send` fails or the stream is cut
    public EventStreamAnswer(
            RoutingContext routing,
            EventForm form,
            Duration longestSilence,
            @Nullable Function<Throwable, Buffer> lastWord) {
        this.routing = routing;
        this.response = routing.response();
        this.form = form;
        this.longestSilence = longestSilence;
        this.lastWord = lastWord;
    }

    /// Server-sent events. Ends when the response has; fails, with nothing written yet, when the source fails
    /// before its first chunk.
    public static Uni<Void> send(RoutingContext routing, Multi<Buffer> chunks) {
        return new EventStreamAnswer(routing, EventForm.SERVER_SENT_EVENTS, LONGEST_SILENCE, null).send(chunks);
    }

    /// As the static one, in this answer's form.
    public Uni<Void> send(Multi<Buffer> chunks) {
        // Vert.x writes nothing of unknown length to such a caller; nginx is one unless it is told otherwise.
        if (routing.request().version() == HttpVersion.HTTP_1_0) {
            return Uni.createFrom()
                    .failure(
                            new ProblemException(
                                    ProblemType.NOT_ACCEPTABLE,
                                    "A stream takes HTTP/1.1 (nginx: proxy_http_version 1.1); with HTTP/1.0 ask for a document."));
        }
        return Uni.createFrom().emitter(emitter -> {
            done = emitter;
            // Not the response's closeHandler: there is room for one, and quarkus-rest takes it after us.
            routing.addEndHandler(_ -> left());
            // Silence is noticed at the second tick after the last byte at the latest.
            long tick = Math.max(1, longestSilence.toMillis() / 2);
            heartbeat = routing.vertx().setPeriodic(tick, _ -> tick());
            chunks.subscribe().withSubscriber(this);
        });
    }

    /// Sends the head before there is anything to say: the source was accepted and may be silent for long.
    public static void open(HttpServerResponse response, EventForm form) {
        if (response.headWritten() || response.closed()) return;
        head(response, form);
        response.writeHead();
    }

    /// Ends the connection and not what it shows.
    public void end(Throwable why) {
        if (finished) return;
        Flow.Subscription from = source;
        if (from != null) from.cancel();
        onFailure(why);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        if (finished) subscription.cancel();
        else subscription.request(1);
    }

    @Override
    public void onItem(Buffer chunk) {
        if (finished) return;
        if (!response.headWritten()) head(response, form);
        response.write(chunk);
        if (!response.writeQueueFull()) {
            next();
        } else {
            response.drainHandler(_ -> {
                response.drainHandler(null);
                next();
            });
        }
    }

    @Override
    public void onFailure(Throwable failure) {
        if (!finish()) return;
        if (!response.headWritten()) {
            if (done != null) done.fail(failure);
            return;
        }
        if (lastWord != null) response.end(lastWord.apply(failure));
        // Without the closing chunk the caller can tell that the stream was cut.
        else response.reset();
        if (done != null) done.complete(null);
    }

    @Override
    public void onCompletion() {
        if (!finish()) return;
        if (!response.headWritten()) head(response, form);
        response.end();
        if (done != null) done.complete(null);
    }

    private static void head(HttpServerResponse response, EventForm form) {
        response.setChunked(true);
        response.setWriteQueueMaxSize(QUEUED_BYTES);
        response.putHeader("content-type", form.mediaType());
        response.putHeader("cache-control", "no-cache");
        response.putHeader("x-accel-buffering", "no");
    }

    private void next() {
        Flow.Subscription from = source;
        if (!finished && from != null) from.request(1);
    }

    /// One timer a stream and nothing for each event: the response itself knows how much it has sent.
    private void tick() {
        if (finished || !response.headWritten() || response.ended() || response.closed()) return;
        if (response.bytesWritten() == written && !response.writeQueueFull()) response.write(form.heartbeat());
        written = response.bytesWritten();
    }

    private void left() {
        if (!finish()) return;
        Flow.Subscription from = source;
        if (from != null) from.cancel();
        if (done != null) done.complete(null);
    }

    private boolean finish() {
        if (finished) return false;
        finished = true;
        routing.vertx().cancelTimer(heartbeat);
        return true;
    }
}
