package io.triade.orchestration.channels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.triade.contracts.access.Principal;
import io.triade.contracts.changes.ChangeNotice;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/// Tells the edges, by whichever replica they listen to, what changed of whose. Whoever reads too slowly is cut off,
/// and so is everybody while other replicas cannot be heard: to know that one may have missed something is enough.
@ApplicationScoped
class ChangeNotices {
    /// No partition of a run and no channel of a caller has a name without `#`.
    private static final String PLACE = "change-notices";

    /// An edge that has heard nothing for a few of these no longer trusts what it keeps.
    private static final Duration PULSE = Duration.ofSeconds(1);

    private static final int MOST_WAITING = 10_000;

    private final Channels channels;
    private final ObjectMapper mapper;
    private final Vertx vertx;
    private volatile boolean stopping;

    ChangeNotices(Channels channels, ObjectMapper mapper, Vertx vertx) {
        this.channels = channels;
        this.mapper = mapper;
        this.vertx = vertx;
    }

    void changed(@Observes ChangeNotice notice) {
        channels.publish(PLACE, written(notice));
    }

    /// Before what waits for the runs here: an edge is not to hold the process up, and can listen elsewhere.
    void told(@Observes @Priority(1_000) ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }

    /// @throws ProblemException `forbidden` for whoever is no edge
    Multi<Buffer> listen(Principal principal, Context loop) {
        if (!principal.equals(ChangeNotice.LISTENER)) {
            throw new ProblemException(ProblemType.FORBIDDEN, "This is told to this service's own edges alone.");
        }
        return Multi.createFrom().emitter(listener -> attach(listener, loop), MOST_WAITING);
    }

    private void attach(MultiEmitter<? super Buffer> listener, Context loop) {
        var channel = channels.subscribe(PLACE, notice -> loop.runOnContext(_ -> listener.emit(notice)));
        long pulse = vertx.setPeriodic(PULSE.toMillis(), _ -> loop.runOnContext(_ -> pulse(listener)));
        listener.onTermination(() -> {
            vertx.cancelTimer(pulse);
            channel.close();
        });
        loop.runOnContext(_ -> pulse(listener));
    }

    private void pulse(MultiEmitter<? super Buffer> listener) {
        if (stopping) listener.complete();
        else if (channels.connected()) listener.emit(written(ChangeNotice.ALIVE));
        else listener.fail(new ProblemException(ProblemType.OVERLOADED, "Other replicas cannot be heard; try again."));
    }

    private Buffer written(ChangeNotice notice) {
        try {
            return Buffer.buffer(mapper.writeValueAsBytes(notice));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a notice cannot be written as JSON", broken);
        }
    }
}
