package io.triade.defaults.streams;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Writes chunks to a `text/event-stream` response: the next one is asked for once the last is on its way, and a caller
/// who hangs up
/// cancels the source.
///
/// Why not quarkus-rest's own server-sent events: they send the head before the source has said anything, so that a
/// request refused by a tier behind could no longer have a status of its own.
public final class EventStreamAnswer implements MultiSubscriber<Buffer> {
    /// Bytes on their way to the socket at which reading pauses; small, because each stream may hold as much.
    private static final int QUEUED_BYTES = 16_384;

    private final HttpServerResponse response;
    private final UniEmitter<? super Void> done;
    private Flow.@Nullable Subscription source;
    private boolean finished;

    private EventStreamAnswer(HttpServerResponse response, UniEmitter<? super Void> done) {
        this.response = response;
        this.done = done;
    }

    /// Ends when the response has; fails, with nothing written yet, when the source fails before its first chunk.
    public static Uni<Void> send(RoutingContext routing, Multi<Buffer> chunks) {
        return Uni.createFrom().emitter(done -> {
            var answer = new EventStreamAnswer(routing.response(), done);
            // Not the response's closeHandler: there is room for one, and quarkus-rest takes it after us.
            routing.addEndHandler(_ -> answer.left());
            chunks.subscribe().withSubscriber(answer);
        });
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
        if (!response.headWritten()) head();
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
        if (finished) return;
        finished = true;
        if (response.headWritten()) {
            // Without the closing chunk the caller can tell that the stream was cut.
            response.reset();
            done.complete(null);
        } else {
            done.fail(failure);
        }
    }

    @Override
    public void onCompletion() {
        if (finished) return;
        finished = true;
        if (!response.headWritten()) head();
        response.end();
        done.complete(null);
    }

    private void head() {
        response.setChunked(true);
        response.setWriteQueueMaxSize(QUEUED_BYTES);
        response.putHeader("content-type", "text/event-stream;charset=UTF-8");
        response.putHeader("cache-control", "no-cache");
        response.putHeader("x-accel-buffering", "no");
    }

    private void next() {
        Flow.Subscription from = source;
        if (!finished && from != null) from.request(1);
    }

    private void left() {
        if (finished) return;
        finished = true;
        Flow.Subscription from = source;
        if (from != null) from.cancel();
        done.complete(null);
    }
}
