package io.triade.orchestration.runlog;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.orchestration.channels.Channels;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/// The logs of runs: to write one, to follow one.
@ApplicationScoped
public class RunLogs {
    final LogTable table;
    final Channels channels;
    final LogConfig config;
    final ExecutorService threads;
    private final Windows windows;
    private final Appends appends;

    RunLogs(
            LogTable table,
            Channels channels,
            LogConfig config,
            @VirtualThreads ExecutorService threads,
            Windows windows,
            Appends appends) {
        this.table = table;
        this.channels = channels;
        this.config = config;
        this.threads = threads;
        this.windows = windows;
        this.appends = appends;
    }

    public LogWriter writer(LogWriter.Place place, Consumer<Boolean> progress) {
        return new LogWriter(place, windows, appends, channels, progress);
    }

    /// Tells whoever follows the log to look into it; for a change that nobody published.
    public void poke(RunKey key) {
        channels.publish(key.partition(), RunFeed.POKE);
    }

    /// Everything after an offset, in order and once, to the terminal event, however long that takes.
    public Multi<Batch> follow(RunFeed.Follow follow) {
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super Batch> reader) {
                new RunFeed(RunLogs.this, follow, reader).start();
            }
        };
    }
}
