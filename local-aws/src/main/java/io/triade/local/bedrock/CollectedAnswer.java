package io.triade.local.bedrock;

import io.triade.local.faults.WireFault;
import io.triade.local.models.Piece;
import io.triade.local.wire.Exchange;
import io.triade.local.wire.Faults;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Sends an answer as one document once it is complete. A caller who leaves before that cancels it.
final class CollectedAnswer implements Flow.Subscriber<Piece> {
    private static final int BATCH = 256;

    private final Exchange exchange;
    private final Document document;
    private Flow.@Nullable Subscription subscription;
    private int outstanding;

    CollectedAnswer(Exchange exchange, Document document) {
        this.exchange = exchange;
        this.document = document;
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
            if (exchange.over()) {
                return;
            }
            if (piece instanceof Piece.Broken broken) {
                damage(broken.fault());
                return;
            }
            document.add(piece);
            outstanding--;
            if (outstanding == 0) {
                exchange.runLater(this::pull);
            }
        });
    }

    @Override
    public void onError(Throwable cause) {
        exchange.run(() -> exchange.fail(Faults.ofWhole(cause)));
    }

    @Override
    public void onComplete() {
        exchange.run(() -> {
            if (!exchange.over()) {
                exchange.json(document.json());
            }
        });
    }

    private void pull() {
        if (!exchange.over() && subscription != null) {
            outstanding = BATCH;
            subscription.request(BATCH);
        }
    }

    private void damage(WireFault fault) {
        switch (fault) {
            case DISCONNECT -> exchange.drop();
            case TRUNCATED_FRAME, EARLY_END -> {
                exchange.response().putHeader("content-length", "4096");
                exchange.cut(Buffer.buffer("{\"output\":{\"message\":"));
            }
            case GARBAGE, BAD_CHECKSUM -> exchange.json("<html><body>Bad gateway, and not JSON</body></html>");
        }
    }
}
