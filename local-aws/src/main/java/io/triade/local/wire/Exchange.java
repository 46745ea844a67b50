package io.triade.local.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.local.faults.ModelFault;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/// One HTTP call and its answer; used on its own event loop only, except for `run`.
public final class Exchange {
    private static final int RESET = 2;
    private static final long DRAIN_MILLIS = 2_000;

    private final Vertx vertx;
    private final Context context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final long startedNanos = System.nanoTime();
    private boolean over;
    private Runnable whenGone = () -> {};
    private Runnable whenOver = () -> {};

    public Exchange(Vertx vertx, HttpServerRequest request) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.request = request;
        this.response = request.response();
        response.putHeader("x-amzn-RequestId", requestId());
        response.closeHandler(_ -> gone());
        response.exceptionHandler(_ -> gone());
        request.exceptionHandler(_ -> gone());
    }

    public HttpServerRequest request() {
        return request;
    }

    public HttpServerResponse response() {
        return response;
    }

    public long latencyMillis() {
        return (System.nanoTime() - startedNanos) / 1_000_000;
    }

    /// Nothing more can be sent: answered, or the caller left.
    public boolean over() {
        return over;
    }

    /// Replaces what is done when the caller leaves before the answer is complete.
    public void whenGone(Runnable action) {
        whenGone = action;
    }

    /// Sets what is done once, when the call is answered or given up.
    public void whenOver(Runnable action) {
        whenOver = action;
    }

    /// Runs on the event loop of this call: at once if already there.
    public void run(Runnable action) {
        if (Vertx.currentContext() == context) {
            action.run();
        } else {
            context.runOnContext(_ -> action.run());
        }
    }

    /// Runs on the event loop of this call, after what waits there now.
    public void runLater(Runnable action) {
        context.runOnContext(_ -> action.run());
    }

    /// Reads the body into a request and goes on with it, off the event loop if the body is large.
    public <T> void parse(Buffer body, int largeBytes, Function<JsonNode, T> reader, Consumer<T> next) {
        if (body.length() <= largeBytes) {
            next.accept(reader.apply(Json.parse(body)));
        } else {
            blocking(() -> reader.apply(Json.parse(body)), next);
        }
    }

    /// Works on a worker thread and goes on with the result here, unless the caller left meanwhile.
    public <T> void blocking(Callable<T> work, Consumer<T> next) {
        vertx.executeBlocking(work, false).onComplete(done -> {
            if (done.failed()) {
                fail(done.cause());
            } else if (!over) {
                try {
                    next.accept(done.result());
                } catch (RuntimeException e) {
                    fail(e);
                }
            }
        });
    }

    public void json(String json) {
        if (!over) {
            finish();
            response.putHeader("content-type", "application/json").end(Buffer.buffer(json));
        }
    }

    public void fail(Throwable cause) {
        if (over) {
            return;
        }
        finish();
        var fault = Faults.of(cause);
        var json = new StringBuilder("{\"message\":");
        Json.quote(json, fault.getMessage());
        response.setStatusCode(fault.status())
                .putHeader("x-amzn-ErrorType", fault.type().wireName())
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(json.append('}').toString()));
    }

    /// Answers before the whole request was read. HTTP/1.1 has to give up the connection for it; what still
    /// comes meanwhile is thrown away, so that the caller gets to read the answer.
    public void failEarly(ModelFault fault) {
        if (request.version() == HttpVersion.HTTP_2) {
            fail(fault);
            return;
        }
        response.putHeader("connection", "close");
        fail(fault);
        vertx.setTimer(DRAIN_MILLIS, _ -> request.connection().close());
    }

    public void end(Buffer last) {
        finish();
        response.end(last);
    }

    /// Sends what is given and then breaks the connection (HTTP/1.1) or the stream (HTTP/2).
    public void cut(Buffer last) {
        finish();
        response.write(last).onComplete(_ -> response.reset(RESET));
    }

    /// Breaks the connection (HTTP/1.1) or the stream (HTTP/2) without an answer.
    public void drop() {
        finish();
        response.reset(RESET);
    }

    private void gone() {
        if (!over) {
            finish();
            whenGone.run();
        }
    }

    private void finish() {
        over = true;
        whenOver.run();
    }

    private static String requestId() {
        // Not secret, and far cheaper than UUID.randomUUID().
        var random = ThreadLocalRandom.current();
        return new UUID((random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() & ~(3L << 62)) | (1L << 63))
                .toString();
    }
}
