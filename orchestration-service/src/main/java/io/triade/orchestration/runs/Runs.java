package io.triade.orchestration.runs;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.OnDisconnect;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.runs.RunPage;
import io.triade.contracts.runs.RunRequest;
import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnRequest;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.triade.orchestration.loops.OffLoop;
import io.triade.orchestration.paging.Cursor;
import io.triade.orchestration.paging.PageRequest;
import io.triade.orchestration.runlog.Batch;
import io.triade.orchestration.runlog.LogTable;
import io.triade.orchestration.runlog.RunFeed;
import io.triade.orchestration.runlog.RunKey;
import io.triade.orchestration.runlog.RunLogs;
import io.triade.orchestration.runs.Starting.Naming;
import io.triade.orchestration.runs.Starting.Started;
import io.triade.orchestration.runs.attempts.Cancels;
import io.triade.orchestration.runs.attempts.LiveRun;
import io.triade.orchestration.runs.attempts.LiveRun.Place;
import io.triade.orchestration.runs.attempts.LiveRuns;
import io.triade.orchestration.runs.store.Answer;
import io.triade.orchestration.runs.store.RunHead;
import io.triade.orchestration.runs.store.RunTable;
import io.triade.orchestration.runs.store.RunsConfig;
import io.triade.orchestration.runs.store.StoredRun;
import io.triade.orchestration.tables.Owner;
import io.triade.orchestration.turns.Turns;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What an owner can do with runs: start, follow, read, list, cancel. Another owner's run is not found, never
/// forbidden: its id tells nothing.
@ApplicationScoped
public class Runs {
    private static final int PAGE = 200;

    private static final int STARTS = 3;

    private final Starting starting;
    private final LiveRuns live;
    private final Turns turns;
    private final RunTable table;
    private final LogTable logTable;
    private final RunLogs logs;
    private final Cancels cancels;
    private final OffLoop offLoop;
    private final EventCodec codec;
    private final RunsConfig config;

    Runs(
            Starting starting,
            LiveRuns live,
            Turns turns,
            RunTable table,
            LogTable logTable,
            RunLogs logs,
            Cancels cancels,
            OffLoop offLoop,
            EventCodec codec,
            RunsConfig config) {
        this.starting = starting;
        this.live = live;
        this.turns = turns;
        this.table = table;
        this.logTable = logTable;
        this.logs = logs;
        this.cancels = cancels;
        this.offLoop = offLoop;
        this.codec = codec;
        this.config = config;
    }

    /// Who wants it, and where.
    ///
    /// @param facts for the request's log line
    /// @param loop the event loop that serves the caller
    record Asked(Call call, CallFacts facts, Context loop) {}

    /// A run as one caller holds it.
    ///
    /// @param here set while this replica works on it and this caller started it
    /// @param replayed true when an earlier start is answered
    record Held(StoredRun run, @Nullable LiveRun here, boolean replayed) {}

    Uni<Held> start(Asked asked, Naming naming, RunRequest request) {
        return start(asked, () -> starting.run(asked.call(), naming, request));
    }

    Uni<Held> startTurn(Asked asked, Naming naming, String sessionId, TurnRequest request) {
        return start(asked, () -> starting.turn(asked.call(), naming, sessionId, request));
    }

    private Uni<Held> start(Asked asked, Supplier<Started> start) {
        live.refuseIfFull();
        return offLoop.run(asked.loop(), () -> begun(asked, known(start)), held -> left(held));
    }

    /// A run that is answered a second time stays, even if it is refused where it was begun; should it have been taken
    /// back meanwhile, there was no such start.
    private Started known(Supplier<Started> start) {
        Started started = start.get();
        for (int again = 0; again < STARTS && vanished(started); again++) started = start.get();
        return started;
    }

    private boolean vanished(Started started) {
        return started.request() == null
                && !(started.run().standing() instanceof StoredRun.Ended)
                && !table.tell(started.run().head());
    }

    /// Stored; from here on it runs, whoever waits for it.
    private Held begun(Asked asked, Started started) {
        var request = started.request();
        if (request == null) return new Held(started.run(), null, true);
        Buffer written = live.written(request);
        LiveRun run = live.add(new Place(started.run(), started.turn(), asked.loop(), asked.facts()), live.answer());
        // After whatever the caller's loop does with this: it follows from the first event on.
        asked.loop().runOnContext(_ -> asked.loop().runOnContext(_ -> live.begin(run, written)));
        return new Held(started.run(), run, false);
    }

    /// Everything of a run that was just started.
    Multi<Batch> follow(Asked asked, Held held) {
        boolean fresh = held.here() != null;
        var follow = new RunFeed.Follow(
                held.run().head().key(),
                0,
                fresh,
                asked.loop(),
                new Known(held.run().head().key(), held.here(), () -> {}));
        return logs.follow(follow);
    }

    /// What comes after an event of a run.
    ///
    /// @param quiet told when the run is there and nothing has come yet
    Multi<Batch> follow(Asked asked, String id, long after, Runnable quiet) {
        RunKey key = key(asked.call().principal(), id);
        var follow = new RunFeed.Follow(key, after, false, asked.loop(), new Known(key, null, quiet));
        return logs.follow(follow);
    }

    /// The caller is to be told that there is this run before it is known what becomes of it, so that it stays even
    /// where it is refused.
    ///
    /// @return false where that was decided already
    static boolean tell(Held held) {
        LiveRun here = held.here();
        if (here == null) return true;
        if (here.refusal() != null) return false;
        here.tell();
        return true;
    }

    /// What it was refused for before it said anything is a failure, for who was told nothing of it yet.
    void refuseRefused(Batch batch) {
        if (!batch.end() || batch.first() != 1 || batch.count() != 1) return;
        batch.each((offset, json) -> {
            if (codec.event(new Frame(offset, json)) instanceof RunEvent.Failed failed) {
                throw ProblemException.passedOn(failed.problem());
            }
        });
    }

    /// The caller who started it has left.
    void left(Held held) {
        if (held.replayed() || held.run().head().onDisconnect() != OnDisconnect.CANCEL) return;
        LiveRun here = held.here();
        if (here != null) cancels.left(here);
    }

    /// What is known of a run beside its log.
    private final class Known implements RunFeed.Standing {
        private final RunKey key;
        private final @Nullable LiveRun started;
        private final Runnable quiet;

        Known(RunKey key, @Nullable LiveRun started, Runnable quiet) {
            this.key = key;
            this.started = started;
            this.quiet = quiet;
        }

        @Override
        public void quiet() {
            quiet.run();
        }

        @Override
        public boolean here() {
            return live.get(key.id()) != null;
        }

        @Override
        public RunFeed.Verdict after(long offset) {
            ProblemException refusal = started == null || started.told() ? null : started.refusal();
            if (refusal != null) return RunFeed.Verdict.gone(refusal);
            return table.find(key)
                    .map(run -> run.standing() instanceof StoredRun.Ended ended && ended.lastOffset() <= offset
                            ? RunFeed.Verdict.OVER
                            : RunFeed.Verdict.OPEN)
                    .orElseGet(() -> RunFeed.Verdict.gone(StoredRun.absent(key.id())));
        }
    }

    /// Waits until a run has ended, at most so long.
    ///
    /// @return the run as it is then
    Uni<Run> ended(Asked asked, Held held, Duration patience) {
        if (patience.isZero()) return told(asked, held);
        return follow(asked, held)
                .onItem()
                .invoke(this::refuseRefused)
                .collect()
                .last()
                .replaceWith(true)
                .ifNoItem()
                .after(patience)
                .recoverWithItem(false)
                .flatMap(_ -> told(asked, held));
    }

    /// Whoever is told of a run that goes on will look for it.
    private Uni<Run> told(Asked asked, Held held) {
        LiveRun here = live.get(held.run().head().id());
        if (here != null) here.tell();
        return offLoop.run(asked.loop(), () -> document(held), _ -> {});
    }

    Uni<Run> ended(Asked asked, String id, Duration patience) {
        Principal principal = asked.call().principal();
        return offLoop.run(asked.loop(), () -> find(principal, id), _ -> {})
                .flatMap(run -> run.standing() instanceof StoredRun.Ended || patience.isZero()
                        ? Uni.createFrom().item(true)
                        : follow(asked, id, 0, () -> {})
                                .collect()
                                .last()
                                .replaceWith(true)
                                .ifNoItem()
                                .after(patience)
                                .recoverWithItem(false))
                .flatMap(_ -> offLoop.run(asked.loop(), () -> read(principal, id), _ -> {}));
    }

    /// The turn that a run is, as it stands; from memory where it was worked on here.
    Uni<Turn> turn(Asked asked, Held held) {
        LiveRun here = held.here();
        Turn ended = here == null ? null : here.endedTurn();
        if (ended != null) return Uni.createFrom().item(ended);
        RunHead head = held.run().head();
        String sessionId = String.valueOf(head.sessionId());
        return offLoop.run(asked.loop(), () -> turns.get(head.principal(), sessionId, head.id()), _ -> {});
    }

    /// From memory where it was worked on here.
    private Run document(Held held) {
        LiveRun here = held.here();
        Run ended = here == null ? null : here.shown();
        if (ended != null) return ended;
        return read(held.run().head().principal(), held.run().head().id());
    }

    /// @throws ProblemException `not-found`
    Run read(Principal principal, String id) {
        StoredRun run = find(principal, id);
        Answer answer = live.answer();
        for (boolean more = true; more; ) {
            LogTable.Page page = logTable.after(run.head().key(), answer.last(), PAGE);
            page.batches().forEach(batch -> batch.each((offset, json) -> answer.add(new Frame(offset, json))));
            more = page.more();
        }
        return run.shown(answer);
    }

    RunPage page(Principal principal, @Nullable String state, @Nullable String sessionId, PageRequest wanted) {
        Owner owner = Owner.of(principal);
        String list = "runs " + owner;
        String before = wanted.cursor() == null ? null : Cursor.position(list, wanted.cursor());
        if (before != null && !Starting.ID.matcher(before).matches()) throw Cursor.refused();
        var slice = table.before(owner, before, new RunTable.Filter(checked(state), sessionId), wanted.limit());
        var items = slice.runs().stream().map(StoredRun::listed).toList();
        return new RunPage(items, slice.next() == null ? null : Cursor.of(list, slice.next()));
    }

    /// Ends a run, wherever it is worked on. One that has ended stays as it is.
    Uni<Run> cancel(Asked asked, String id) {
        Principal principal = asked.call().principal();
        return offLoop.run(asked.loop(), () -> cancels.cancel(find(principal, id)), _ -> {})
                .flatMap(_ -> ended(asked, id, config.cancelWait()));
    }

    StoredRun find(Principal principal, String id) {
        return table.find(key(principal, id)).orElseThrow(() -> StoredRun.absent(id));
    }

    private static RunKey key(Principal principal, String id) {
        if (!Starting.ID.matcher(id).matches()) throw StoredRun.absent(id);
        return RunKey.of(Owner.of(principal), id);
    }

    private static @Nullable String checked(@Nullable String state) {
        if (state == null) return null;
        boolean known = Arrays.stream(RunState.values())
                .anyMatch(any -> any.name().toLowerCase(Locale.ROOT).equals(state));
        if (known) return state;
        throw ProblemException.invalidField(
                "state", "must be queued, running, waiting, succeeded, failed or cancelled");
    }
}
