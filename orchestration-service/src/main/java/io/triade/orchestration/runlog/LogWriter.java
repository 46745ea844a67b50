package io.triade.orchestration.runlog;

import io.triade.orchestration.channels.Channels;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes one run's events: gathers them for a window, has them written and only then passes them on to the readers. At
/// most one batch is under way. Everything in it belongs to one event loop.
public final class LogWriter {
    /// Gathered bytes at which a batch is written before its window is over; well below an item's 400 kB.
    private static final int FULL_BYTES = 65_536;

    private final Place place;
    private final Appends appends;
    private final Windows windows;
    private final Channels channels;
    private final Consumer<Boolean> progress;

    private Buffer gathered = Buffer.buffer();
    private int count;
    private long written;
    private long flushedNanos;
    private boolean first = true;
    private boolean flushing;
    private boolean closed;
    private long timer = -1;
    private @Nullable Runnable idle;

    /// Which log, and who writes it.
    ///
    /// @param loop the event loop that everything happens on
    public record Place(RunKey key, long lastOffset, Instant expiresAt, Context loop) {}

    /// @param progress told after each batch: true when it is written, false when another writer has the run
    LogWriter(Place place, Windows windows, Appends appends, Channels channels, Consumer<Boolean> progress) {
        this.place = place;
        this.windows = windows;
        this.appends = appends;
        this.channels = channels;
        this.progress = progress;
        this.written = place.lastOffset();
        windows.writers(1);
    }

    /// @param line the event's JSON
    public void add(Buffer line) {
        gathered.appendBuffer(line).appendByte((byte) '\n');
        count++;
        if (flushing) return;
        if (full()) flush();
        else if (timer < 0) timer = place.loop().owner().setTimer(pause(), _ -> flush());
    }

    /// True while so much is gathered that nothing more should be asked for.
    public boolean full() {
        return gathered.length() >= FULL_BYTES || count >= LogTable.MOST_EVENTS - 1;
    }

    /// Offset of the newest event, written or not.
    public long last() {
        return written + (flushing ? underWay : 0) + count;
    }

    /// Offset up to which the log is.
    public long written() {
        return written;
    }

    /// Runs something once no batch is under way, now if none is. From then on no batch is begun by itself.
    public void whenIdle(Runnable then) {
        stopTimer();
        closed = true;
        if (flushing) idle = then;
        else then.run();
    }

    /// What is gathered and one last event; for the transaction that ends the run.
    public Batch rest(Buffer terminal) {
        return new Batch(
                written + 1,
                count + 1,
                Buffer.buffer(gathered.length() + terminal.length() + 1)
                        .appendBuffer(gathered)
                        .appendBuffer(terminal)
                        .appendByte((byte) '\n'),
                true);
    }

    /// Passes a batch on that was written by somebody else's transaction.
    public void publish(Batch batch) {
        written = batch.last();
        channels.publish(place.key().partition(), batch.message());
    }

    /// Writes what is gathered at once; nothing where nothing is.
    public void flush() {
        stopTimer();
        if (flushing || count == 0) return;
        var batch = new Batch(written + 1, count, gathered, false);
        gathered = Buffer.buffer();
        underWay = count;
        count = 0;
        first = false;
        flushing = true;
        flushedNanos = System.nanoTime();
        appends.append(place.key(), batch, place.expiresAt(), place.loop(), done -> flushed(batch, done));
    }

    /// Nothing more is written; call it once.
    public void close() {
        stopTimer();
        closed = true;
        windows.writers(-1);
    }

    private int underWay;

    private void flushed(Batch batch, boolean done) {
        flushing = false;
        underWay = 0;
        if (done) publish(batch);
        Runnable then = idle;
        idle = null;
        if (then != null && done) {
            then.run();
            return;
        }
        if (done && !closed && count > 0) {
            if (full()) flush();
            else if (timer < 0) timer = place.loop().owner().setTimer(pause(), _ -> flush());
        }
        progress.accept(done);
    }

    private long pause() {
        Duration pause = first
                ? windows.first()
                : Duration.ofNanos(windows.pause(
                        System.nanoTime(), flushedNanos, place.key().hashCode()));
        return Math.max(1, pause.plusNanos(999_999).toMillis());
    }

    private void stopTimer() {
        if (timer >= 0) place.loop().owner().cancelTimer(timer);
        timer = -1;
    }
}
