package io.triade.orchestration.runs.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How many runs there may be, how long they may take and how long they are kept.
@ConfigMapping(prefix = "orchestration.runs")
public interface RunsConfig {
    /// Runs worked on by this replica at the same time; further ones are refused with `overloaded`.
    @WithDefault("4000")
    int maxLive();

    /// How long a run may take before it fails with `deadline-exceeded`, whoever waits for it.
    @WithDefault("PT10M")
    Duration longest();

    /// How long a run and its log are kept, from its start.
    @WithDefault("P7D")
    Duration retention();

    /// Longest answer that is kept, in characters; a longer one ends there as failed.
    @WithDefault("1000000")
    int maxOutputCharacters();

    /// Largest event that is kept, in bytes of its JSON; one item of the store holds 400 kB.
    @WithDefault("262144")
    int maxEventBytes();

    /// Reads of the store for one page of a list, of a hundred runs or a megabyte each; what a filter has not found by
    /// then, the next page looks for.
    @WithDefault("10")
    int listReads();

    /// Replicas that may work on one run, one after the other, before it fails as `run-interrupted`: what ends each of
    /// them may be the run itself.
    @WithDefault("5")
    int maxAttempts();

    /// How long a caller who wants a document waits, unless `Prefer: wait` says less: shorter than the 29 s after which
    /// API Gateway cuts an answer.
    @WithDefault("PT25S")
    Duration longestWait();

    /// How long a run may be silent before its stream names it; one that is refused sooner is answered with its problem
    /// and leaves no trace.
    @WithDefault("PT1S")
    Duration unnamed();

    /// How long a cancel waits for the replica that works on the run.
    @WithDefault("PT5S")
    Duration cancelWait();
}
