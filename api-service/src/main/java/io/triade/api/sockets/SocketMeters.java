package io.triade.api.sockets;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;

/// How many sockets, how much is said on them, and why they close.
@ApplicationScoped
public class SocketMeters {
    private final MeterRegistry meters;
    private final Counter in;
    private final Counter out;

    SocketMeters(MeterRegistry meters) {
        this.meters = meters;
        this.in = messages("in");
        this.out = messages("out");
    }

    void active(Collection<?> open) {
        Gauge.builder("triade.sockets.active", open, Collection::size)
                .description("Open sockets")
                .register(meters);
    }

    public Counter in() {
        return in;
    }

    public Counter out() {
        return out;
    }

    public void closed(int code) {
        Counter.builder("triade.sockets.closed")
                .description("Closed sockets, by the code of RFC 6455; 1006: without a closing handshake")
                .tag("code", known(code) ? Integer.toString(code) : "other")
                .register(meters)
                .increment();
    }

    /// A client may close with any of thousands of codes.
    private static boolean known(int code) {
        return (code >= 1000 && code <= 1015) || (code >= 4400 && code <= 4429);
    }

    private Counter messages(String direction) {
        return Counter.builder("triade.sockets.messages")
                .description("Messages on sockets")
                .tag("direction", direction)
                .register(meters);
    }
}
