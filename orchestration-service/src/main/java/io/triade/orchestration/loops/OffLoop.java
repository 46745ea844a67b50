package io.triade.orchestration.loops;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Where a stream meets the store: blocking work runs on a virtual thread and its result comes back to the event loop.
@ApplicationScoped
public class OffLoop {
    private static final Logger LOG = Logger.getLogger(OffLoop.class);

    private final ExecutorService threads;

    OffLoop(@VirtualThreads ExecutorService threads) {
        this.threads = threads;
    }

    /// Work whose result somebody waits for. It is finished even if they no longer do.
    ///
    /// @param abandoned gets the result, on the loop, when nobody waits any more
    public <T> Uni<T> run(Context loop, Supplier<T> work, Consumer<T> abandoned) {
        return Uni.createFrom().emitter(waiting -> {
            boolean[] left = new boolean[1];
            waiting.onTermination(() -> left[0] = true);
            threads.execute(() -> {
                try {
                    T result = work.get();
                    loop.runOnContext(_ -> {
                        if (left[0]) abandoned.accept(result);
                        else waiting.complete(result);
                    });
                } catch (RuntimeException failure) {
                    loop.runOnContext(_ -> waiting.fail(failure));
                }
            });
        });
    }

    /// Work that nobody waits for.
    public void run(Runnable work) {
        threads.execute(() -> {
            try {
                work.run();
            } catch (RuntimeException failure) {
                LOG.errorf(failure, "work behind a caller's back failed");
            }
        });
    }
}
