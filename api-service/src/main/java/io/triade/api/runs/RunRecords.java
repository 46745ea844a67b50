package io.triade.api.runs;

import io.smallrye.mutiny.Uni;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunMetadata;
import io.triade.contracts.runs.RunPage;
import io.triade.defaults.calls.Call;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the orchestration tier keeps of runs, for protocols that show it otherwise than it comes. Subscribe on an event
/// loop.
@ApplicationScoped
public class RunRecords {
    private final RunTier tier;
    private final WholeRuns documents;

    RunRecords(RunTier tier, WholeRuns documents) {
        this.tier = tier;
        this.documents = documents;
    }

    /// The run, started and not waited for; the one that an earlier start with the same key had made, as it stands.
    public Uni<Run> begin(RunStart start) {
        return documents.start(start, Duration.ZERO).map(answer -> tier.run(answer.body()));
    }

    /// The run as it stands.
    public Uni<Run> read(Call call, String runId) {
        return tier.read(call, runId);
    }

    /// Runs without their output, the newest first.
    ///
    /// @param cursor where an earlier page ended
    public Uni<RunPage> page(Call call, int limit, @Nullable String cursor) {
        return tier.page(call, limit, cursor);
    }

    /// Keeps other words with the run, in place of all that were.
    public Uni<Run> describe(Call call, String runId, Map<String, String> words) {
        return tier.describe(call, runId, new RunMetadata(words));
    }

    /// What the model was asked.
    public Uni<GenerationRequest> request(Call call, String runId) {
        return tier.request(call, runId);
    }

    /// Ends it if it has not ended, and leaves nothing of it.
    public Uni<Run> remove(Call call, String runId) {
        return tier.remove(call, runId);
    }
}
