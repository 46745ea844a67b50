package io.triade.orchestration.runlog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How often a run's events are written, and what a slow reader may cost.
@ConfigMapping(prefix = "orchestration.log")
public interface LogConfig {
    /// DynamoDB table of runs and their logs.
    @WithDefault("triade-runs")
    String table();

    /// How long the first events of a run wait for more: an answer that is whole by then needs no write of its own.
    @WithDefault("PT0.005S")
    Duration firstWindow();

    /// How long later events wait for more. Readers see them that much later; each window costs a write.
    @WithDefault("PT0.25S")
    Duration window();

    /// How long the window may become when many runs write at once.
    @WithDefault("PT2S")
    Duration longestWindow();

    /// Batches a second that this replica writes at most before the window widens.
    @WithDefault("1000")
    int batchesPerSecond();

    /// Calls to the store at the same time; each carries the batches of up to 25 runs.
    @WithDefault("4")
    int writers();

    /// Bytes of a reader that wait for it in memory; beyond that they are read from the log again.
    @WithDefault("131072")
    int readerBytes();

    /// How long a reader waits for news before it looks into the log, while other replicas can be heard.
    @WithDefault("PT2S")
    Duration look();

    /// The same while they cannot.
    @WithDefault("PT0.3S")
    Duration lookWhileDeaf();
}
