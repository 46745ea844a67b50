package io.triade.api.runs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.runs.Run;
import io.triade.defaults.calls.Call;
import io.triade.defaults.streams.Frame;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;

/// Starts runs and follows them, whatever becomes of the processes that work on them. Subscribe on an event loop.
///
/// A stream completes after the terminal event. It fails where its run cannot be had or, once `head` was told, where
/// this reader can have no more of it: that is the end of the connection and not of the run.
@ApplicationScoped
public class RunStreams {
    private final RunStream.Means means;

    RunStreams(RunTier tier, Pauses pauses, RunCancels cancels, RunsConfig config, MeterRegistry meters) {
        Counter mended = Counter.builder("triade.runs.mended")
                .description("Connections to runs that broke and were made anew, unseen by the caller")
                .register(meters);
        this.means = new RunStream.Means(tier, pauses, cancels, config.patience(), mended);
    }

    /// The events of a new run, or of the one that an earlier start with the same key had made, from the first. A
    /// reader who leaves does so as the one who started it.
    ///
    /// @param head told once, when the run was accepted
    public Multi<Frame> start(RunStart start, Consumer<RunHead> head) {
        return new RunStream(means, new RunStream.Wanted(start.call(), start.runId(), 0, start, head));
    }

    /// The events of a run after an offset. A reader who leaves changes nothing.
    ///
    /// @param head told once, when it is known that the run is there
    public Multi<Frame> follow(Call call, String runId, long after, Consumer<RunHead> head) {
        return new RunStream(means, new RunStream.Wanted(call, runId, after, null, head));
    }

    /// The run as it is once it was told to end.
    public Uni<Run> cancel(Call call, String runId) {
        return means.tier().cancel(call, runId);
    }
}
