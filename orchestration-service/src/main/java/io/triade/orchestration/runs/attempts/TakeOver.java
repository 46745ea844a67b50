package io.triade.orchestration.runs.attempts;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.streams.Frame;
import io.triade.orchestration.replicas.Replicas;
import io.triade.orchestration.runlog.LogTable;
import io.triade.orchestration.runlog.RunKey;
import io.triade.orchestration.runs.attempts.LiveRun.Place;
import io.triade.orchestration.runs.store.Answer;
import io.triade.orchestration.runs.store.RunTable;
import io.triade.orchestration.runs.store.StoredRun;
import io.triade.orchestration.runs.store.StoredRun.Queued;
import io.triade.orchestration.runs.store.StoredRun.Running;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Takes runs over that nobody works on any more, because their replica was lost or has stopped: says so in the
/// log, and goes on as the run's policy wants it. Blocks; the log's own order keeps out a replica that only seemed
/// lost.
@ApplicationScoped
class TakeOver implements Replicas.Work {
    private static final Logger LOG = Logger.getLogger(TakeOver.class);
    private static final int TOGETHER = 100;
    private static final int PAGE = 200;
    private static final int STRAYS = 10_000;
    private static final String LOST = "owner-lost";
    private static final String STOPPED = "owner-stopped";

    private final RunTable table;
    private final LogTable logs;
    private final LiveRuns live;
    private final NextAttempt next;
    private final Replicas replicas;
    private final Vertx vertx;
    private final Counter taken;

    /// Both belong to the one thread that takes on runs.
    private Set<RunKey> strays = Set.of();

    private Instant strayAt = Instant.now();

    TakeOver(
            RunTable table,
            LogTable logs,
            LiveRuns live,
            NextAttempt next,
            Replicas replicas,
            Vertx vertx,
            MeterRegistry meters) {
        this.table = table;
        this.logs = logs;
        this.live = live;
        this.next = next;
        this.replicas = replicas;
        this.vertx = vertx;
        this.taken = meters.counter("triade.runs.taken.over");
    }

    @Override
    public boolean takeOver(String lost) {
        return takeAll(lost, LOST);
    }

    @Override
    public void takeOrphans() {
        var _ = takeAll(RunTable.NOBODY, STOPPED);
        if (Duration.between(strayAt, Instant.now()).compareTo(replicas.lease()) >= 0) takeStrays();
    }

    /// Runs that say that this replica works on them, and it does not: a start that broke off after it was stored, or a
    /// batch of the replica before that came in late. Seen twice, a lease apart, since a start takes a moment.
    private void takeStrays() {
        strayAt = Instant.now();
        Set<RunKey> seen = table.of(replicas.self(), STRAYS).stream()
                .filter(key -> live.get(key.id()) == null)
                .collect(Collectors.toSet());
        for (RunKey key : seen) {
            if (strays.contains(key) && live.get(key.id()) == null) take(key, replicas.self(), LOST);
        }
        strays = seen;
    }

    @Override
    public void open(String letter) {
        Letter.of(letter).ifPresent(read -> {
            LiveRun run = live.get(read.runId());
            if (run == null) return;
            run.loop.runOnContext(_ -> {
                switch (read) {
                    case Letter.Cancel _ -> run.cancel(Cancels.CALLER);
                    case Letter.Drop _ -> run.drop();
                    case Letter.Taken taken when taken.attempts() == run.standing.attempts() -> run.logged(false);
                    case Letter.Taken _ -> {}
                }
            });
        });
    }

    @Override
    public void declaredLost() {
        live.loseAll();
    }

    private boolean takeAll(String worker, String reason) {
        List<RunKey> keys = table.of(worker, TOGETHER);
        for (RunKey key : keys) {
            try {
                live.refuseIfFull();
                take(key, worker, reason);
            } catch (ProblemException notNow) {
                LOG.warnf("run %s cannot be taken over just now: %s", key.id(), notNow.getMessage());
                return false;
            } catch (RuntimeException broken) {
                LOG.errorf(broken, "run %s cannot be taken over", key.id());
            }
        }
        return keys.isEmpty();
    }

    private void take(RunKey key, String worker, String reason) {
        Optional<StoredRun> found = table.find(key);
        if (found.isEmpty()) return;
        Running claimed =
                switch (found.get().standing()) {
                    case Queued queued when worker.equals(RunTable.NOBODY) -> queued.claimedBy(replicas.self());
                    case Running running when running.replica().equals(worker) -> running.takenOverBy(replicas.self());
                    case Queued _, Running _, StoredRun.Ended _ -> null;
                };
        if (claimed == null) return;
        // The index is late at times: the claim itself decides.
        table.claim(found.get().head(), found.get().standing(), claimed).ifPresent(run -> {
            resume(run, reason);
            // Should it only have been asleep, it need not wait for its model to say something to learn of this.
            if (!worker.equals(RunTable.NOBODY) && !worker.equals(replicas.self())) {
                replicas.ask(worker, new Letter.Taken(key.id(), claimed.attempts() - 1).text());
            }
        });
    }

    private void resume(StoredRun run, String reason) {
        taken.increment();
        Answer answer = replayed(run.head().key());
        LOG.infof("run %s goes on here after event %d: %s", run.head().id(), answer.last(), reason);
        var loop = ((VertxInternal) vertx).createEventLoopContext();
        NextAttempt.Asked asked = next.asked(run.head());
        LiveRun here = live.add(new Place(run, asked.turn(), loop, null), answer);
        var loss = new NextAttempt.Loss(reason, interrupted(here));
        loop.runOnContext(_ -> next.begin(here, asked.request(), loss));
        // One that was asked for since the claim: its letter found nobody here.
        String cancelledBy = cancelledBy(run.head().key());
        if (cancelledBy != null) loop.runOnContext(_ -> here.cancelFor(cancelledBy));
    }

    private @Nullable String cancelledBy(RunKey key) {
        Optional<StoredRun> run = table.find(key);
        return run.isPresent() && run.get().standing() instanceof Running running ? running.cancelledBy() : null;
    }

    private Answer replayed(RunKey key) {
        Answer answer = live.answer();
        for (boolean more = true; more; ) {
            LogTable.Page page = logs.after(key, answer.last(), PAGE);
            page.batches().forEach(batch -> batch.each((offset, json) -> answer.add(new Frame(offset, json))));
            more = page.more();
        }
        return answer;
    }

    private static ProblemException interrupted(LiveRun run) {
        return new ProblemException(
                ProblemType.RUN_INTERRUPTED,
                "The process that worked on this run was lost; %d have worked on it. Start it again."
                        .formatted(run.standing.attempts() - 1));
    }
}
