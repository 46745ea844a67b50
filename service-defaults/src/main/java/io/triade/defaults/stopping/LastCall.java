package io.triade.defaults.stopping;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.shutdown.ShutdownConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/// Fires `StoppingSoon`. Streams may end by themselves for most of `quarkus.shutdown.timeout`; it comes shortly
/// before that is over and every connection is cut.
@ApplicationScoped
public class LastCall {
    /// Of the time-out, what is kept for last words; never more than this.
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final Event<StoppingSoon> soon;
    private final Vertx vertx;
    private final ShutdownConfig config;

    LastCall(Event<StoppingSoon> soon, Vertx vertx, ShutdownConfig config) {
        this.soon = soon;
        this.vertx = vertx;
        this.config = config;
    }

    void told(@Observes ShutdownDelayInitiatedEvent event) {
        if (!config.isTimeoutEnabled()) return;
        Duration patience =
                patience(config.delay().orElse(Duration.ZERO), config.timeout().orElseThrow());
        vertx.setTimer(Math.max(1, patience.toMillis()), _ -> soon.fire(new StoppingSoon()));
    }

    static Duration patience(Duration delay, Duration timeout) {
        Duration third = timeout.dividedBy(3);
        return delay.plus(timeout).minus(third.compareTo(LAST_WORDS) < 0 ? third : LAST_WORDS);
    }
}
