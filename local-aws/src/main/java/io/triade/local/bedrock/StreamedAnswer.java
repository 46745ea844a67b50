package io.triade.local.bedrock;

import io.triade.local.faults.WireFault;
import io.triade.local.models.Piece;
import io.triade.local.wire.EventFrame;
import io.triade.local.wire.Exchange;
import io.triade.local.wire.Faults;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Sends pieces as frames while they are made, no faster than the caller reads. The head goes out with the
/// first piece, so a fault before it is still an HTTP status.
final class StreamedAnswer implements Flow.Subscriber<Piece> {
    /// How many pieces are asked for at once; those an engine has at hand leave in one write.
    private static final int BATCH = 16;

    private final Exchange exchange;
    private final Frames frames;
    private Flow.@Nullable Subscription subscription;
    private Buffer pending = Buffer.buffer();
    private boolean headSent;
    private boolean pulling;
    private int outstanding;

    StreamedAnswer(Exchange exchange, Frames frames) {
        this.exchange = exchange;
        this.frames = frames;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        exchange.run(() -> {
            subscription = given;
            if (exchange.over()) {
                given.cancel();
                return;
            }
            exchange.whenGone(given::cancel);
            pull();
        });
    }

    @Override
    public void onNext(Piece piece) {
        exchange.run(() -> {
            if (!exchange.over()) {
                take(piece);
            }
        });
    }

    @Override
    public void onError(Throwable cause) {
        exchange.run(() -> {
            if (exchange.over()) {
                return;
            }
            if (!headSent) {
                exchange.fail(cause);
                return;
            }
            Faults.frame(pending, Faults.of(cause));
            exchange.end(pending);
        });
    }

    @Override
    public void onComplete() {
        exchange.run(() -> {
            if (!exchange.over()) {
                exchange.end(pending);
            }
        });
    }

    private void take(Piece piece) {
        if (!headSent) {
            headSent = true;
            exchange.response().setChunked(true).putHeader("content-type", "application/vnd.amazon.eventstream");
        }
        if (piece instanceof Piece.Broken broken) {
            damage(broken.fault());
            return;
        }
        frames.add(pending, piece);
        outstanding--;
        if (outstanding == 0) {
            flush();
            pullWhenRead();
        } else if (!pulling) {
            flush();
        }
    }

    private void pull() {
        if (exchange.over() || subscription == null) {
            return;
        }
        outstanding = BATCH;
        pulling = true;
        subscription.request(BATCH);
        pulling = false;
        flush();
    }

    private void pullWhenRead() {
        var response = exchange.response();
        if (response.writeQueueFull()) {
            response.drainHandler(_ -> exchange.runLater(this::pull));
        } else {
            // Later, so that an engine without delay neither nests calls nor keeps the loop to itself.
            exchange.runLater(this::pull);
        }
    }

    private void flush() {
        if (pending.length() > 0 && !exchange.over()) {
            exchange.response().write(pending);
            pending = Buffer.buffer();
        }
    }

    private void damage(WireFault fault) {
        var lastWords = EventFrame.event("contentBlockDelta")
                .encode("{\"contentBlockIndex\":0,\"delta\":{\"text\":\"damaged\"}}");
        switch (fault) {
            case DISCONNECT -> exchange.cut(pending);
            case TRUNCATED_FRAME -> exchange.cut(pending.appendBytes(lastWords, 0, lastWords.length / 2));
            case GARBAGE ->
                exchange.end(pending.appendString("<html><body>Bad gateway, and not a frame</body></html>"));
            case BAD_CHECKSUM -> {
                lastWords[lastWords.length - 1] ^= 1;
                exchange.end(pending.appendBytes(lastWords));
            }
            case EARLY_END -> exchange.end(pending);
        }
    }
}
