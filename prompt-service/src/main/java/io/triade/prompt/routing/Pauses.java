package io.triade.prompt.routing;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Waiting and giving up on the event loop of the request, where Mutiny's own operators would change threads.
final class Pauses {
    private final Vertx vertx;

    Pauses(Vertx vertx) {
        this.vertx = vertx;
    }

    Uni<Void> pause(Duration pause) {
        if (pause.toMillis() == 0) return Uni.createFrom().voidItem();
        return Uni.createFrom().emitter(emitter -> {
            long timer = vertx.setTimer(pause.toMillis(), _ -> emitter.complete(null));
            emitter.onTermination(() -> vertx.cancelTimer(timer));
        });
    }

    /// The work's outcome, or a failure once the limit is over; then the work is cancelled.
    <T> Uni<T> within(Duration limit, Uni<T> work, Supplier<? extends Throwable> tooLate) {
        return Uni.createFrom().emitter(emitter -> {
            var over = new AtomicBoolean();
            var running = work.subscribe().with(emitter::complete, emitter::fail);
            long timer = vertx.setTimer(Math.max(1, limit.toMillis()), _ -> {
                over.set(true);
                emitter.fail(tooLate.get());
            });
            emitter.onTermination(() -> {
                vertx.cancelTimer(timer);
                running.cancel();
            });
        });
    }
}
