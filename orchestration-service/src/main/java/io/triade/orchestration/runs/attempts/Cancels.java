package io.triade.orchestration.runs.attempts;

import io.triade.orchestration.replicas.Replicas;
import io.triade.orchestration.runlog.RunKey;
import io.triade.orchestration.runs.store.RunTable;
import io.triade.orchestration.runs.store.StoredRun;
import io.triade.orchestration.sessions.TurnsRemoved;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Ends runs before their time, whichever replica works on them. Blocks.
@ApplicationScoped
public class Cancels {
    static final String CALLER = "caller";

    private static final String DISCONNECT = "disconnect";

    /// As a run's item says that its session was deleted; readers are told that it was the caller.
    static final String SESSION = "session";

    private final RunTable table;
    private final LiveRuns live;
    private final Replicas replicas;
    private final Outcomes outcomes;

    Cancels(RunTable table, LiveRuns live, Replicas replicas, Outcomes outcomes) {
        this.table = table;
        this.live = live;
        this.replicas = replicas;
        this.outcomes = outcomes;
    }

    /// One that has ended stays as it is.
    public StoredRun cancel(StoredRun run) {
        if (run.standing() instanceof StoredRun.Ended) return run;
        LiveRun here = live.get(run.head().id());
        if (here != null) here.loop.runOnContext(_ -> here.cancel(CALLER));
        else elsewhere(run, CALLER, new Letter.Cancel(run.head().id()).text());
        return run;
    }

    /// The caller who started it and did not want it without them has left.
    public void left(LiveRun here) {
        here.loop.runOnContext(_ -> here.cancel(DISCONNECT));
    }

    /// A model that nobody will hear costs money all the same: what is not over ends, and what is kept of it goes once
    /// its readers know.
    void removed(@Observes TurnsRemoved turns) {
        for (String id : turns.ids()) table.find(RunKey.of(turns.owner(), id)).ifPresent(this::drop);
    }

    private void drop(StoredRun run) {
        if (run.standing() instanceof StoredRun.Ended) {
            outcomes.remove(run.head());
            return;
        }
        LiveRun here = live.get(run.head().id());
        if (here != null) here.loop.runOnContext(_ -> here.drop());
        else elsewhere(run, SESSION, new Letter.Drop(run.head().id()).text());
    }

    private void elsewhere(StoredRun run, String by, String letter) {
        table.cancel(run.head(), by).ifPresent(marked -> {
            if (marked.standing() instanceof StoredRun.Running running) replicas.ask(running.replica(), letter);
            else replicas.ringAll();
        });
    }
}
