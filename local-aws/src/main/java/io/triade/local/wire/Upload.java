package io.triade.local.wire;

import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The body of one request while it comes in: no larger than AWS takes it, and with the other large ones no
/// more than this process can hold.
public final class Upload {
    /// Larger bodies are parsed off the event loop, where they would hold up every other stream.
    public static final int LARGE_BYTES = 128_000;

    private static final int MAX_BYTES = 25_000_000;
    /// A body takes several times its size until it is read; without a bound a few callers would end the
    /// process.
    private static final long MAX_BYTES_IN_HAND =
            Math.max(MAX_BYTES, Runtime.getRuntime().maxMemory() / 8);

    private final Exchange exchange;
    private final AtomicLong bytesInHand;
    private Buffer bytes = Buffer.buffer();

    private Upload(Exchange exchange, AtomicLong bytesInHand) {
        this.exchange = exchange;
        this.bytesInHand = bytesInHand;
    }

    /// Goes on with the body once it is there, unless it is refused or the caller leaves.
    public static void read(Exchange exchange, AtomicLong bytesInHand, Consumer<Buffer> next) {
        var upload = new Upload(exchange, bytesInHand);
        exchange.whenOver(upload::letGo);
        exchange.request().handler(upload::take).endHandler(_ -> {
            if (!exchange.over()) {
                next.accept(upload.bytes);
            }
        });
    }

    private void take(Buffer chunk) {
        if (exchange.over()) {
            return;
        }
        if (bytes.length() + chunk.length() > MAX_BYTES) {
            exchange.failEarly(new ModelFault(
                    FaultType.TOO_LARGE,
                    "1 validation error detected: Value at 'body' failed to satisfy constraint: "
                            + "Member must have length less than or equal to " + MAX_BYTES));
        } else if (bytes.length() > LARGE_BYTES && bytesInHand.get() > MAX_BYTES_IN_HAND) {
            exchange.failEarly(new ModelFault(
                    FaultType.THROTTLING, "Too many large requests at once, please wait before trying again."));
        } else {
            bytesInHand.addAndGet(chunk.length());
            bytes.appendBuffer(chunk);
        }
    }

    private void letGo() {
        bytesInHand.addAndGet(-bytes.length());
        bytes = Buffer.buffer();
    }
}
