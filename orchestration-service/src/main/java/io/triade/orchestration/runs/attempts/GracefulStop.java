package io.triade.orchestration.runs.attempts;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.shutdown.ShutdownConfig;
import io.triade.orchestration.replicas.Replicas;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/// Takes work on when the process starts and leaves it when the process is told to stop. Runs may end by themselves for
/// most of `quarkus.shutdown.timeout`; what has not ended then is given back, and another replica goes on with it.
@ApplicationScoped
class GracefulStop {
    /// Of the time-out, what is kept to leave in order; never more than this.
    private static final Duration LAST_STEPS = Duration.ofSeconds(3);

    private final LiveRuns live;
    private final TakeOver takeOver;
    private final Replicas replicas;
    private final ShutdownConfig config;

    GracefulStop(LiveRuns live, TakeOver takeOver, Replicas replicas, ShutdownConfig config) {
        this.live = live;
        this.takeOver = takeOver;
        this.replicas = replicas;
        this.config = config;
    }

    void start(@Observes @Priority(4_000) StartupEvent event) {
        replicas.does(takeOver);
    }

    /// Blocks: what follows closes the connections to the model, and a run may have no caller that is waited for.
    void told(@Observes ShutdownDelayInitiatedEvent event) {
        replicas.takesNoMore();
        Duration timeout = config.timeout().orElse(Duration.ZERO);
        Duration lastSteps = min(LAST_STEPS, timeout.dividedBy(3));
        live.awaitNone(timeout.minus(lastSteps));
        live.releaseAll();
        live.awaitNone(LAST_STEPS);
    }

    /// Connections are closed by now; some run may have begun in the last moment.
    void ended(@Observes ShutdownEvent event) {
        live.releaseAll();
        live.awaitNone(LAST_STEPS);
        replicas.left();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
