package io.triade.orchestration.runs.attempts;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Turn;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.triade.defaults.streams.TierClient;
import io.triade.orchestration.runlog.Batch;
import io.triade.orchestration.runlog.LogWriter;
import io.triade.orchestration.runs.store.Answer;
import io.triade.orchestration.runs.store.RunHead;
import io.triade.orchestration.runs.store.StoredRun;
import io.triade.orchestration.runs.store.StoredRun.Running;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// One run while this replica works on it: pulls the model's events, has them logged, and ends it once. Everything
/// in it belongs to its event loop.
public final class LiveRun implements MultiSubscriber<Frame> {
    private static final Set<ProblemType> BUSY = EnumSet.of(
            ProblemType.OVERLOADED,
            ProblemType.RATE_LIMITED,
            ProblemType.MODEL_THROTTLED,
            ProblemType.MODEL_UNAVAILABLE);

    final RunHead head;
    final Running standing;
    final @Nullable Turn turn;
    final Answer answer;
    final Context loop;

    /// For the log line of the request that started it; null where another replica's run is gone on with.
    final @Nullable CallFacts facts;

    private final EventCodec codec;
    private final Ending ending;
    private final int maxEventBytes;
    private @Nullable LogWriter log;
    private Flow.@Nullable Subscription model;
    private boolean waiting;
    private boolean over;

    /// The problem of a run that was refused before it said anything.
    volatile @Nullable ProblemException refusal;

    /// Whether somebody was told that there is this run, without waiting for what becomes of it.
    volatile boolean told;

    /// Whether the turn that it was is gone, and what is kept of it is to follow.
    boolean dropped;

    /// How often the way to the model broke under it here.
    int cuts;

    /// How it is stored, read once it is over; null until then.
    volatile @Nullable StoredRun ended;

    /// The turn that it was, likewise.
    volatile @Nullable Turn endedTurn;

    /// Is told how it ends, once, on the loop.
    interface Ending {
        /// The log's last batch is to be written, and how the run ended.
        void conclude(LiveRun run, RunEvent how);

        /// The model refused before it said anything.
        void refused(LiveRun run, ProblemException why);

        /// The way to the model broke after it had said something; it may go on.
        void cut(LiveRun run, ProblemException why);

        /// Another replica works on it.
        void lost(LiveRun run);
    }

    /// Who works on which run, and where.
    ///
    /// @param turn the turn that it is, if it is one
    public record Place(
            StoredRun run,
            @Nullable Turn turn,
            Context loop,
            @Nullable CallFacts facts) {}

    LiveRun(Place place, Answer answer, EventCodec codec, Ending ending, int maxEventBytes) {
        this.head = place.run().head();
        this.standing = (Running) place.run().standing();
        this.turn = place.turn();
        this.loop = place.loop();
        this.facts = place.facts();
        this.answer = answer;
        this.codec = codec;
        this.ending = ending;
        this.maxEventBytes = maxEventBytes;
    }

    void writes(LogWriter log) {
        this.log = log;
    }

    LogWriter log() {
        LogWriter writer = log;
        if (writer == null) throw new IllegalStateException("run " + head.id() + " has no log to write");
        return writer;
    }

    /// What it was refused for before it said anything.
    public @Nullable ProblemException refusal() {
        return refusal;
    }

    /// Whether somebody was told that there is this run.
    public boolean told() {
        return told;
    }

    /// Somebody is told that there is this run, without waiting for what becomes of it.
    public void tell() {
        told = true;
    }

    /// As its owner sees it, once it is over; null until then.
    public @Nullable Run shown() {
        StoredRun stored = ended;
        return stored == null ? null : stored.shown(answer);
    }

    /// The turn that it was, likewise.
    public @Nullable Turn endedTurn() {
        return endedTurn;
    }

    boolean over() {
        return over;
    }

    void pull(Multi<Frame> frames) {
        if (!over) frames.subscribe().withSubscriber(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        model = subscription;
        if (over) subscription.cancel();
        else subscription.request(1);
    }

    @Override
    public void onItem(Frame said) {
        if (over) return;
        try {
            take(answer.counted(said));
        } catch (IllegalArgumentException unreadable) {
            Flow.Subscription from = model;
            if (from != null) from.cancel();
            onFailure(unreadable);
        }
    }

    private void take(Frame frame) {
        if (frame.json().length() > maxEventBytes) {
            stop(new ProblemException(
                    ProblemType.UPSTREAM_FAILED,
                    "An event of %d bytes is larger than can be kept."
                            .formatted(frame.json().length())));
            return;
        }
        // Whoever goes on with a run has been told which it is.
        if (answer.begun() && frame.type().equals("started")) {
            next();
            return;
        }
        try {
            answer.add(frame);
        } catch (ProblemException tooLong) {
            stop(tooLong);
            return;
        }
        RunEvent end = answer.end();
        if (end != null) {
            end(end);
            return;
        }
        log().add(frame.json());
        next();
    }

    @Override
    public void onFailure(Throwable failure) {
        if (over) return;
        model = null;
        ProblemException problem = failure instanceof ProblemException known
                ? known
                : new ProblemException(
                        ProblemType.UPSTREAM_FAILED,
                        "A service behind this one answered something unreadable.",
                        failure);
        if (answer.last() > 0 ? mayPass(problem) : mayBegin(problem)) ending.cut(this, problem);
        else stop(problem);
    }

    /// Whoever was asked is gone or was never there. What answered, however badly, is not asked again: nobody has been
    /// told anything yet, so they can be told that.
    private boolean mayBegin(ProblemException problem) {
        return TierClient.gone(problem) || (cuts > 0 && BUSY.contains(problem.type()));
    }

    /// Nobody said so, or they had no room for an attempt that had not begun.
    private boolean mayPass(ProblemException problem) {
        return !TierClient.said(problem) || (answer.interrupted() && BUSY.contains(problem.type()));
    }

    @Override
    public void onCompletion() {
        model = null;
    }

    /// An event that is ours, not the model's.
    void say(RunEvent event) {
        Frame frame = codec.frame(answer.last() + 1, event);
        answer.add(frame);
        log().add(frame.json());
    }

    /// Ends it from outside as failed, or as refused if nothing was said.
    void stop(ProblemException why) {
        if (over) return;
        if (answer.last() == 0) {
            leaveModel();
            ending.refused(this, why);
        } else {
            end(new RunEvent.Failed(why.problem(head.traceId())));
        }
    }

    void cancel(String by) {
        if (!over) end(new RunEvent.Cancelled(by));
    }

    /// @param by as a run's item says it
    void cancelFor(String by) {
        if (by.equals(Cancels.SESSION)) drop();
        else cancel(by);
    }

    /// Ends it with the session that it was a turn of.
    void drop() {
        dropped = true;
        cancel(Cancels.CALLER);
    }

    void end(RunEvent how) {
        leaveModel();
        if (answer.end() == null) answer.add(codec.frame(answer.last() + 1, how));
        ending.conclude(this, how);
    }

    /// Stops working on it and leaves it to whoever takes it on.
    void leaveModel() {
        over = true;
        Flow.Subscription from = model;
        model = null;
        if (from != null) from.cancel();
    }

    /// The log's last batch.
    Batch last(RunEvent how) {
        return log().rest(json(how));
    }

    /// A batch was written, or never will be.
    void logged(boolean written) {
        if (!written) {
            leaveModel();
            ending.lost(this);
            return;
        }
        if (waiting && !log().full()) {
            waiting = false;
            next();
        }
    }

    /// For the request's log line.
    void note(Answer.Outcome outcome) {
        CallFacts known = facts;
        if (known == null) return;
        if (outcome.model() != null) known.model(outcome.model());
        Enum<?> how = outcome.state() == RunState.SUCCEEDED && outcome.stopReason() != null
                ? outcome.stopReason()
                : outcome.state();
        known.stopReason(how.name().toLowerCase(Locale.ROOT));
        if (outcome.usage() != null) {
            known.tokens(outcome.usage().inputTokens(), outcome.usage().outputTokens());
        }
    }

    private Buffer json(RunEvent event) {
        return codec.frame(answer.last(), event).json();
    }

    private void next() {
        Flow.Subscription from = model;
        if (over || from == null) return;
        if (log().full()) waiting = true;
        else from.request(1);
    }
}
