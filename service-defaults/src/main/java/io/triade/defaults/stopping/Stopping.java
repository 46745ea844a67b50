package io.triade.defaults.stopping;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// `StoppingSoon` for whoever waits for something else meanwhile.
@ApplicationScoped
public class Stopping {
    private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
    private volatile @Nullable StoppingSoon said;

    /// Answered once this process is about to close what is still open; on the event loop that it was subscribed on, if
    /// it was one.
    public Uni<StoppingSoon> soon() {
        return Uni.createFrom().emitter(emitter -> {
            var waiter = new Waiter(emitter, Vertx.currentContext());
            waiting.add(waiter);
            emitter.onTermination(() -> waiting.remove(waiter));
            // Told in between, it would wait for ever.
            StoppingSoon already = said;
            if (already != null) waiter.tell(already);
        });
    }

    /// Tells all of them.
    public void stop(@Observes StoppingSoon soon) {
        said = soon;
        waiting.forEach(waiter -> waiter.tell(soon));
    }

    private record Waiter(
            UniEmitter<? super StoppingSoon> emitter,
            @Nullable Context loop) {
        void tell(StoppingSoon soon) {
            if (loop == null) emitter.complete(soon);
            else loop.runOnContext(_ -> emitter.complete(soon));
        }
    }
}
