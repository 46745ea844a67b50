package io.triade.orchestration.runs.attempts;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.smallrye.mutiny.Multi;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.triade.defaults.streams.WholeStream;
import io.triade.orchestration.generations.PromptTier;
import io.triade.orchestration.loops.OffLoop;
import io.triade.orchestration.runlog.Batch;
import io.triade.orchestration.runlog.LogWriter;
import io.triade.orchestration.runlog.RunLogs;
import io.triade.orchestration.runs.attempts.LiveRun.Place;
import io.triade.orchestration.runs.store.Answer;
import io.triade.orchestration.runs.store.RunsConfig;
import io.triade.orchestration.runs.store.StoredRun;
import io.triade.orchestration.runs.store.StoredRun.Ended;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The runs that this replica works on: from the prompt tier into the log. However a run ends, its end is stored
/// exactly once, and before anybody is shown the terminal event.
@ApplicationScoped
public class LiveRuns implements LiveRun.Ending {
    private static final Logger LOG = Logger.getLogger(LiveRuns.class);
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    private static final long LAST_READ_MILLIS = 60_000;

    private final Outcomes outcomes;
    private final PromptTier prompts;
    private final NextAttempt next;
    private final RunLogs logs;
    private final EventCodec codec;
    private final OffLoop offLoop;
    private final RunsConfig config;
    private final MeterRegistry meters;
    private final ConcurrentMap<String, LiveRun> live = new ConcurrentHashMap<>();
    private volatile boolean leaving;

    LiveRuns(
            Outcomes outcomes,
            PromptTier prompts,
            NextAttempt next,
            RunLogs logs,
            EventCodec codec,
            OffLoop offLoop,
            RunsConfig config,
            MeterRegistry meters) {
        this.outcomes = outcomes;
        this.prompts = prompts;
        this.next = next;
        this.logs = logs;
        this.codec = codec;
        this.offLoop = offLoop;
        this.config = config;
        this.meters = meters;
        meters.gaugeMapSize("triade.runs.active", Tags.empty(), live);
    }

    /// @throws ProblemException `overloaded` when this replica has as many as it may
    public void refuseIfFull() {
        if (live.size() >= config.maxLive()) {
            throw new ProblemException(
                    ProblemType.OVERLOADED, "This service works on as many runs as it may; try again.");
        }
    }

    public @Nullable LiveRun get(String id) {
        return live.get(id);
    }

    Collection<LiveRun> all() {
        return live.values();
    }

    public Answer answer() {
        return new Answer(codec, config.maxOutputCharacters());
    }

    /// A run that this replica is to work on; nothing happens to it yet.
    public LiveRun add(Place place, Answer answer) {
        var run = new LiveRun(place, answer, codec, this, config.maxEventBytes());
        var log = new LogWriter.Place(run.head.key(), answer.last(), run.head.expiresAt(), run.loop);
        run.writes(logs.writer(log, run::logged));
        live.put(run.head.id(), run);
        return run;
    }

    /// Asks the model. On the run's loop.
    void begin(LiveRun run, GenerationRequest request) {
        begin(run, frames(run, request));
    }

    /// What `begin` asks, written where that may take a while.
    public Buffer written(GenerationRequest request) {
        return prompts.written(request);
    }

    /// Asks the model what is written already. On the run's loop.
    public void begin(LiveRun run, Buffer request) {
        begin(run, frames(run, request));
    }

    void begin(LiveRun run, Multi<Frame> frames) {
        if (leaving) release(run);
        if (run.over()) return;
        long left = Duration.between(Instant.now(), run.head.deadline()).toMillis();
        long timer = run.loop.owner().setTimer(Math.max(1, left), _ -> run.stop(tooLate()));
        run.pull(frames.onTermination().invoke(() -> run.loop.owner().cancelTimer(timer)));
    }

    /// A long history is not written on the loop, where others' events would wait for it.
    Multi<Frame> frames(LiveRun run, GenerationRequest request) {
        return offLoop.run(run.loop, () -> prompts.written(request), _ -> {})
                .onItem()
                .transformToMulti(body -> frames(run, body));
    }

    private Multi<Frame> frames(LiveRun run, Buffer request) {
        return WholeStream.orFailure(prompts.stream(run.head.call(), request));
    }

    static ProblemException tooLate() {
        return new ProblemException(
                ProblemType.DEADLINE_EXCEEDED, "The time for this run was over before its answer ended.");
    }

    @Override
    public void conclude(LiveRun run, RunEvent how) {
        run.log().whenIdle(() -> store(run, new Last(how, true, run.dropped), 0));
    }

    /// What the caller could not have asked for at all leaves no trace, where they are still there to be told and
    /// nobody else knows of it; else, and where it could be tried again, it stays, as failed, and its idempotency
    /// key is free for that other try. Whoever took it over cannot know whom the replica before had told.
    @Override
    public void refused(LiveRun run, ProblemException why) {
        run.refusal = why;
        if (why.getCause() != null)
            LOG.infof("run %s was refused by the way to the model: %s", run.head.id(), why.getCause());
        if (run.told || run.standing.attempts() > 1 || couldBeAskedAgain(why)) {
            stays(run, why);
            return;
        }
        offLoop.run(run.loop, () -> outcomes.forget(run), _ -> {})
                .subscribe()
                .with(
                        forgotten -> {
                            if (forgotten) over(run);
                            else stays(run, why);
                        },
                        failure -> {
                            LOG.errorf(failure, "run %s was refused and could not be taken back", run.head.id());
                            over(run);
                        });
    }

    private static boolean couldBeAskedAgain(ProblemException why) {
        return why.type().status() >= 500
                || why.type() == ProblemType.MODEL_THROTTLED
                || why.type() == ProblemType.RATE_LIMITED;
    }

    private void stays(LiveRun run, ProblemException why) {
        RunEvent failed = new RunEvent.Failed(why.problem(run.head.traceId()));
        run.answer.add(codec.frame(1, failed));
        run.log().whenIdle(() -> store(run, new Last(failed, false, false), 0));
    }

    @Override
    public void cut(LiveRun run, ProblemException why) {
        next.afterCut(run, why);
    }

    @Override
    public void lost(LiveRun run) {
        LOG.warnf("run %s is worked on by another replica now", run.head.id());
        over(run);
    }

    /// @param burn false to give the idempotency key free for another try
    /// @param alone true where the turn that it was is gone
    record Last(RunEvent how, boolean burn, boolean alone) {}

    private void store(LiveRun run, Last last, int tried) {
        Answer.Outcome outcome = run.answer.outcome(last.how());
        Batch batch = run.last(last.how());
        Ended ended = run.standing.ended(outcome, batch.last());
        offLoop.run(run.loop, () -> outcomes.store(run, ended, outcome, batch, last), _ -> {})
                .subscribe()
                .with(
                        end -> {
                            switch (end) {
                                case WRITTEN -> stored(run, ended, outcome, batch, last);
                                case LOST -> lost(run);
                                case BESIDE -> store(run, sessionGone(run), 0);
                            }
                        },
                        failure -> {
                            LOG.errorf(failure, "run %s ended and cannot be stored yet", run.head.id());
                            long pause = Math.min(LONGEST_PAUSE_MILLIS, 50L << Math.min(tried, 10));
                            run.loop.owner().setTimer(pause, _ -> store(run, last, tried + 1));
                        });
    }

    private void stored(LiveRun run, Ended ended, Answer.Outcome outcome, Batch batch, Last last) {
        run.endedTurn = last.alone() ? null : Outcomes.turn(run, outcome);
        run.ended = new StoredRun(run.head, ended);
        run.note(outcome);
        meters.counter("triade.runs.ended", "state", ended.state().name().toLowerCase(Locale.ROOT))
                .increment();
        run.log().publish(batch);
        over(run);
        if (!last.alone() && !run.dropped) offLoop.run(() -> outcomes.ended(run, outcome));
        // Its readers still learn how it ended; then nothing of the deleted session is left.
        else run.loop.owner().setTimer(LAST_READ_MILLIS, _ -> offLoop.run(() -> outcomes.remove(run.head)));
    }

    private static Last sessionGone(LiveRun run) {
        var gone = new ProblemException(
                ProblemType.CONFLICT, "The session was deleted while the answer was written; nothing was kept.");
        return new Last(new RunEvent.Failed(gone.problem(run.head.traceId())), true, true);
    }

    private void over(LiveRun run) {
        if (!live.remove(run.head.id(), run)) return;
        run.log().close();
        logs.poke(run.head.key());
    }

    /// True once every run was left to others: this replica begins none any more.
    boolean leaving() {
        return leaving;
    }

    /// Leaves every run to the other replicas. What is logged stays.
    void releaseAll() {
        leaving = true;
        live.values().forEach(run -> run.loop.runOnContext(_ -> release(run)));
    }

    private void release(LiveRun run) {
        if (run.over()) return;
        run.leaveModel();
        run.log().flush();
        run.log()
                .whenIdle(() -> offLoop.run(run.loop, () -> outcomes.release(run), _ -> {})
                        .onFailure()
                        .invoke(failure -> LOG.errorf(failure, "run %s could not be left", run.head.id()))
                        .subscribe()
                        .with(_ -> over(run), _ -> over(run)));
    }

    /// Every run of this replica is another's now.
    void loseAll() {
        live.values()
                .forEach(run -> run.loop.runOnContext(_ -> {
                    run.leaveModel();
                    lost(run);
                }));
    }

    /// Blocks until nothing is worked on any more, at most so long.
    void awaitNone(Duration longest) {
        long until = System.nanoTime() + longest.toNanos();
        while (!live.isEmpty() && System.nanoTime() < until) LockSupport.parkNanos(10_000_000);
        if (!live.isEmpty()) LOG.infof("%d runs are still worked on after %s", live.size(), longest);
    }
}
