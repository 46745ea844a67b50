package io.triade.orchestration.runs;

import io.smallrye.mutiny.Uni;
import io.triade.contracts.access.Principal;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.Run;
import io.triade.orchestration.loops.OffLoop;
import io.triade.orchestration.runs.Runs.Asked;
import io.triade.orchestration.runs.attempts.Outcomes;
import io.triade.orchestration.runs.store.RunHead;
import io.triade.orchestration.runs.store.RunInputs;
import io.triade.orchestration.runs.store.RunTable;
import io.triade.orchestration.runs.store.StoredRun;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// What is kept of a run beside its answer, and its end: what the model was asked, and the removal of all of it.
@ApplicationScoped
class RunRecords {
    private final Runs runs;
    private final RunTable table;
    private final RunInputs inputs;
    private final Outcomes outcomes;
    private final OffLoop offLoop;

    RunRecords(Runs runs, RunTable table, RunInputs inputs, Outcomes outcomes, OffLoop offLoop) {
        this.runs = runs;
        this.table = table;
        this.inputs = inputs;
        this.outcomes = outcomes;
        this.offLoop = offLoop;
    }

    /// What the model was asked; for a turn, with the history as its session has it now. Blocks.
    ///
    /// @throws ProblemException `not-found`
    GenerationRequest request(Principal principal, String id) {
        RunHead head = runs.find(principal, id).head();
        try {
            return inputs.of(head).request();
        } catch (IOException broken) {
            throw new UncheckedIOException("the request of run " + id + " cannot be read", broken);
        }
    }

    /// Keeps other words with a run. Blocks.
    ///
    /// @return the run without its output
    Run describe(Principal principal, String id, Map<String, String> metadata) {
        return table.describe(runs.find(principal, id).head(), metadata)
                .orElseThrow(() -> StoredRun.absent(id))
                .listed();
    }

    /// Ends a run that has not ended, and leaves nothing of it. A turn belongs to its session and is removed with it.
    Uni<Run> remove(Asked asked, String id) {
        Principal principal = asked.call().principal();
        return offLoop.run(asked.loop(), () -> runs.find(principal, id), _ -> {})
                .invoke(RunRecords::refuseATurn)
                .flatMap(_ -> runs.cancel(asked, id))
                .flatMap(run -> offLoop.run(asked.loop(), () -> removed(principal, run), _ -> {}));
    }

    private Run removed(Principal principal, Run run) {
        if (run.finishedAt() == null) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Run " + run.id() + " is still being cancelled; remove it once it has ended.");
        }
        outcomes.remove(runs.find(principal, run.id()).head());
        return run;
    }

    private static void refuseATurn(StoredRun run) {
        String sessionId = run.head().sessionId();
        if (sessionId == null) return;
        throw new ProblemException(
                ProblemType.CONFLICT,
                "Run %s is a turn of session %s; delete the session."
                        .formatted(run.head().id(), sessionId));
    }
}
