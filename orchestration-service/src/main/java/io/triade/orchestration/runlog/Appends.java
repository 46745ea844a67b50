package io.triade.orchestration.runlog;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.virtual.threads.VirtualThreads;
import io.triade.contracts.problems.ProblemException;
import io.triade.orchestration.runlog.LogTable.Entry;
import io.triade.orchestration.runlog.LogTable.Outcome;
import io.vertx.core.Context;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Writes the batches of all runs of this replica. What comes while a call is under way goes together with the next
/// one, so that the busier it is, the less a batch costs. A batch is tried until it is written or another writer
/// has its place.
@ApplicationScoped
public class Appends {
    private static final Logger LOG = Logger.getLogger(Appends.class);

    /// As many statements as DynamoDB takes in one call.
    static final int TOGETHER = 25;

    /// Runs that write at the same moment come one after the other, and from several loops.
    private static final Duration GATHERING = Duration.ofMillis(2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final LogTable table;
    private final LogConfig config;
    private final Windows windows;
    private final ExecutorService threads;
    private final DistributionSummary together;
    private final BlockingQueue<Append> waiting = new LinkedBlockingQueue<>();
    private final ReentrantLock gathering = new ReentrantLock();
    private final List<Future<?>> writers = new ArrayList<>();
    private volatile boolean stopped;

    private record Append(Entry entry, Context loop, Consumer<Boolean> written, int tried) {}

    Appends(
            LogTable table,
            LogConfig config,
            Windows windows,
            @VirtualThreads ExecutorService threads,
            MeterRegistry meters) {
        if (config.writers() < 1) {
            throw new IllegalArgumentException("orchestration.log.writers must be at least 1, was " + config.writers());
        }
        this.table = table;
        this.config = config;
        this.windows = windows;
        this.threads = threads;
        this.together = DistributionSummary.builder("triade.log.batches")
                .description("Batches of events in one call to the store")
                .register(meters);
        meters.gauge("triade.log.waiting", waiting, BlockingQueue::size);
    }

    @PostConstruct
    void start() {
        for (int i = 0; i < config.writers(); i++) writers.add(threads.submit(this::writeAll));
    }

    /// @param written told on the loop: true once the batch is in the log, false when it never will be
    void append(RunKey key, Batch batch, Instant expiresAt, Context loop, Consumer<Boolean> written) {
        waiting.add(new Append(new Entry(key, batch, expiresAt), loop, written, 0));
    }

    private void writeAll() {
        while (!stopped) {
            try {
                write(next());
            } catch (InterruptedException stop) {
                return;
            } catch (RuntimeException broken) {
                LOG.errorf(broken, "batches of events could not be handed back");
            }
        }
    }

    /// One writer gathers at a time; the calls themselves are made side by side.
    private List<Append> next() throws InterruptedException {
        gathering.lockInterruptibly();
        try {
            var appends = new ArrayList<Append>();
            appends.add(waiting.take());
            if (windows.crowded() && waiting.size() < TOGETHER - 1) LockSupport.parkNanos(GATHERING.toNanos());
            waiting.drainTo(appends, TOGETHER - 1);
            return appends;
        } finally {
            gathering.unlock();
        }
    }

    private void write(List<Append> appends) {
        together.record(appends.size());
        List<Outcome> outcomes;
        try {
            outcomes = table.append(appends.stream().map(Append::entry).toList());
        } catch (ProblemException storeFailed) {
            LOG.warnf("%d batches of events wait: %s", appends.size(), String.valueOf(storeFailed.getCause()));
            appends.forEach(this::again);
            return;
        }
        for (int i = 0; i < appends.size(); i++) {
            Append append = appends.get(i);
            switch (outcomes.get(i)) {
                case WRITTEN -> told(append, true);
                case FENCED -> fenced(append);
                case FAILED -> again(append);
            }
        }
    }

    /// The place is taken; perhaps by ourselves, in a call whose answer was lost.
    private void fenced(Append append) {
        try {
            told(append, table.holds(append.entry().key(), append.entry().batch()));
        } catch (ProblemException storeFailed) {
            again(append);
        }
    }

    private void again(Append append) {
        if (stopped) return;
        long nanos = Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(append.tried(), 10));
        threads.execute(() -> {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(nanos / 2, nanos));
            waiting.add(new Append(append.entry(), append.loop(), append.written(), append.tried() + 1));
        });
    }

    private static void told(Append append, boolean written) {
        append.loop().runOnContext(_ -> append.written().accept(written));
    }

    /// After whoever still has something to write.
    void stop(@Observes @Priority(5_000) ShutdownEvent event) {
        stopped = true;
        writers.forEach(writer -> writer.cancel(true));
    }
}
