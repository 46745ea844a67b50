package io.triade.orchestration.runlog;

import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.contracts.problems.ProblemException;
import io.triade.orchestration.channels.Channels.Subscription;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One reader of one run: what the log has from its offset on, then what the channel brings. A message that is
/// missing, late or too much is read from the log instead, so nothing depends on the channel but the time it takes.
/// Everything in it belongs to the reader's event loop.
public final class RunFeed implements Flow.Subscription {
    /// A message without news: look into the log.
    static final Buffer POKE = Buffer.buffer();

    private static final Logger LOG = Logger.getLogger(RunFeed.class);
    private static final int PAGE = 16;

    /// A reader that has looked in vain looks less and less often, down to this part.
    private static final int RAREST_LOOK = 8;

    private static final int HERE_LOOK = 4;

    private final RunLogs logs;
    private final RunKey key;
    private final Context loop;
    private final Standing standing;
    private final MultiSubscriber<? super Batch> reader;

    private final Deque<Batch> ready = new ArrayDeque<>();
    private int readyBytes;
    private long last;
    private long demand;
    private boolean reading;
    private boolean draining;
    private boolean done;

    /// True while the log may have something that is not in `ready`.
    private boolean behind;

    private long heardNanos = System.nanoTime();
    private int vainLooks = 1;
    private long timer = -1;
    private @Nullable Subscription channel;

    /// What is known of a run beside its log.
    public interface Standing {
        /// True while this replica works on it, so that its news need no other replica.
        boolean here();

        /// Asked when the log has nothing after an offset. Blocks.
        Verdict after(long offset);

        /// Told on the reader's event loop, each time the log had nothing more though something may still come.
        void quiet();
    }

    /// Whether anything may still come.
    ///
    /// @param why set when the run is no more, and its readers fail with it
    public record Verdict(boolean over, @Nullable ProblemException why) {
        public static final Verdict OPEN = new Verdict(false, null);
        public static final Verdict OVER = new Verdict(true, null);

        public static Verdict gone(ProblemException why) {
            return new Verdict(true, why);
        }
    }

    RunFeed(RunLogs logs, Follow follow, MultiSubscriber<? super Batch> reader) {
        this.logs = logs;
        this.key = follow.key();
        this.last = follow.after();
        this.loop = follow.loop();
        this.standing = follow.standing();
        this.behind = !follow.fresh();
        this.reader = reader;
    }

    /// Which run is followed, and from where.
    ///
    /// @param after offset of the last event that the reader has
    /// @param fresh true where the log is known to have nothing after it yet
    /// @param loop the reader's event loop
    public record Follow(RunKey key, long after, boolean fresh, Context loop, Standing standing) {}

    void start() {
        channel = logs.channels.subscribe(key.partition(), message -> loop.runOnContext(_ -> heard(message)));
        reader.onSubscribe(this);
        drain();
        watch();
    }

    @Override
    public void request(long count) {
        demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
        drain();
    }

    @Override
    public void cancel() {
        finish();
    }

    private void heard(Buffer message) {
        if (done) return;
        news();
        if (message.length() == 0) {
            behind = true;
            drain();
            return;
        }
        try {
            take(Batch.ofMessage(message));
        } catch (IllegalArgumentException unreadable) {
            LOG.warnf("a message about %s is no batch: %s", key, unreadable.getMessage());
            behind = true;
        }
        drain();
    }

    /// Takes a batch if it is what comes next and there is room; what is not taken is in the log.
    private void take(Batch batch) {
        long next = last() + 1;
        if (batch.last() < next) return;
        if (batch.first() > next || readyBytes > logs.config.readerBytes()) {
            behind = true;
            return;
        }
        Batch news = batch.after(next - 1);
        ready.add(news);
        readyBytes += news.lines().length();
    }

    private long last() {
        return ready.isEmpty() ? last : ready.getLast().last();
    }

    private void drain() {
        if (draining || done) return;
        draining = true;
        try {
            while (demand > 0 && !ready.isEmpty() && !done) {
                Batch batch = ready.remove();
                readyBytes -= batch.lines().length();
                last = batch.last();
                demand--;
                reader.onItem(batch);
                if (batch.end() && !done) {
                    finish();
                    reader.onCompletion();
                }
            }
        } finally {
            draining = false;
        }
        // Only once the reader has taken what there was: a reader that does not read costs no reads of the store.
        if (!done && behind && !reading && demand > 0 && ready.isEmpty()) look();
    }

    private void look() {
        reading = true;
        behind = false;
        long from = last;
        logs.threads.execute(() -> {
            try {
                LogTable.Page page = logs.table.after(key, from, PAGE);
                Verdict verdict = page.batches().isEmpty() ? standing.after(from) : Verdict.OPEN;
                loop.runOnContext(_ -> looked(page, verdict));
            } catch (RuntimeException failure) {
                loop.runOnContext(_ -> failed(failure));
            }
        });
    }

    private void looked(LogTable.Page page, Verdict verdict) {
        reading = false;
        if (done) return;
        if (!page.batches().isEmpty()) news();
        page.batches().forEach(this::take);
        if (page.more()) behind = true;
        if (verdict.why() != null) {
            finish();
            reader.onFailure(verdict.why());
        } else if (verdict.over() && ready.isEmpty() && !behind) {
            finish();
            reader.onCompletion();
        } else {
            if (page.batches().isEmpty()) standing.quiet();
            drain();
        }
    }

    private void failed(RuntimeException failure) {
        reading = false;
        if (done) return;
        if (failure instanceof ProblemException) {
            // The next look will tell; the reader has lost nothing but time.
            LOG.warnf("the log of %s cannot be read just now: %s", key, failure.getMessage());
            behind = true;
            return;
        }
        finish();
        reader.onFailure(failure);
    }

    /// Looks into the log from time to time, since a message may be lost that no other follows.
    private void watch() {
        if (done) return;
        Duration pause = pause();
        timer = loop.owner().setTimer(Math.max(1, pause.toMillis()), _ -> {
            if (done) return;
            if (System.nanoTime() - heardNanos >= pause.toNanos()) {
                vainLooks = Math.min(2 * vainLooks, RAREST_LOOK);
                behind = true;
                drain();
            }
            watch();
        });
    }

    private Duration pause() {
        // What is worked on here is told here: hardly anything can be missed.
        if (standing.here()) return logs.config.look().multipliedBy(HERE_LOOK);
        return logs.channels.connected() ? logs.config.look().multipliedBy(vainLooks) : logs.config.lookWhileDeaf();
    }

    private void news() {
        heardNanos = System.nanoTime();
        vainLooks = 1;
    }

    private void finish() {
        done = true;
        if (timer >= 0) loop.owner().cancelTimer(timer);
        Subscription open = channel;
        if (open != null) open.close();
        ready.clear();
    }
}
