package io.triade.orchestration.tables;

import io.micrometer.core.instrument.MeterRegistry;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Lets so many calls to the store go at once and no more: a thousand starts in the same second wait here, in
/// order, and not in a store that answers all of them too late.
@Singleton
public class StoreCalls {
    private final Semaphore room;
    private final TablesConfig config;

    StoreCalls(TablesConfig config, MeterRegistry meters) {
        if (config.storeCalls() < 1) {
            throw new IllegalArgumentException(
                    "orchestration.sessions.store-calls must be at least 1, was " + config.storeCalls());
        }
        this.room = new Semaphore(config.storeCalls(), true);
        this.config = config;
        meters.gauge("triade.store.waiting", room, Semaphore::getQueueLength);
    }

    /// @throws ProblemException `overloaded` when there was no room in time
    <T> T inTurn(Supplier<T> call) {
        try {
            if (!room.tryAcquire(config.storePatience().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProblemException(ProblemType.OVERLOADED, "The store has more to do than it can; try again.");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.OVERLOADED, "This service is stopping; ask again.", stopped);
        }
        try {
            return call.get();
        } finally {
            room.release();
        }
    }
}
