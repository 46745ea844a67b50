package io.triade.api.sockets;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// The sockets of this process: how many there may be, and how they end when it does.
@ApplicationScoped
public class OpenSockets {
    /// A socket, to a process that stops.
    @FunctionalInterface
    public interface Open {
        /// Says that the socket will be closed and does it after so long; called from any thread.
        void stop(Duration after);
    }

    private final Set<Open> open = ConcurrentHashMap.newKeySet();
    private final int most;
    private final Duration spread;
    private volatile boolean stopping;

    OpenSockets(SocketConfig config, SocketMeters meters) {
        this.most = config.open();
        this.spread = config.stopSpread();
        meters.active(open);
    }

    public void refuseWhereFull() {
        if (stopping) throw new ProblemException(ProblemType.OVERLOADED, "This process is stopping; try again.");
        if (open.size() >= most) {
            throw new ProblemException(
                    ProblemType.OVERLOADED, "This process has as many sockets as it takes; try again.");
        }
    }

    public void opened(Open socket) {
        open.add(socket);
        if (stopping) socket.stop(Duration.ZERO);
    }

    public void closed(Open socket) {
        open.remove(socket);
    }

    /// Closed all at once, they would all come back at once, to whoever is left.
    void told(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        for (Open socket : open) {
            socket.stop(Duration.ofMillis(ThreadLocalRandom.current().nextLong(spread.toMillis() + 1)));
        }
    }
}
