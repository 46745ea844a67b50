package io.triade.orchestration.turns;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.shutdown.ShutdownConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/// Ends what is still running when the process is told to stop. Streams may end by themselves for most of
/// `quarkus.shutdown.timeout`; shortly before it cuts every connection, the rest are told why they end.
@ApplicationScoped
class GracefulStop {
    /// Of the time-out, what is kept to tell and store; never more than this.
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final LiveTurns live;
    private final Vertx vertx;
    private final ShutdownConfig config;

    GracefulStop(LiveTurns live, Vertx vertx, ShutdownConfig config) {
        this.live = live;
        this.vertx = vertx;
        this.config = config;
    }

    void told(@Observes ShutdownDelayInitiatedEvent event) {
        if (!config.isTimeoutEnabled()) return;
        Duration timeout = config.timeout().orElseThrow();
        Duration lastWords = min(LAST_WORDS, timeout.dividedBy(3));
        Duration patience = config.delay().orElse(Duration.ZERO).plus(timeout).minus(lastWords);
        vertx.setTimer(Math.max(1, patience.toMillis()), _ -> live.stopAll());
    }

    /// Connections are closed by now; what that ended is still being stored.
    void ended(@Observes ShutdownEvent event) {
        live.stopAll();
        live.awaitStored(LAST_WORDS);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
