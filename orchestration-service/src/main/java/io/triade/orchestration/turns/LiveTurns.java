package io.triade.orchestration.turns;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.runs.RunState;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnRequest;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.triade.defaults.streams.WholeStream;
import io.triade.orchestration.generations.PromptTier;
import io.triade.orchestration.turns.LiveTurn.Asked;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/// Runs turns: from the caller's event loop to the prompt tier and back, frame by frame. However a turn ends, its end
/// is
/// stored exactly once, and before the caller is shown the terminal event.
@ApplicationScoped
public class LiveTurns {
    private static final Logger LOG = Logger.getLogger(LiveTurns.class);

    private final Turns turns;
    private final PromptTier prompts;
    private final EventCodec codec;
    private final OffLoop offLoop;
    private final TurnsConfig config;
    private final MeterRegistry meters;
    private final Set<LiveTurn> live = ConcurrentHashMap.newKeySet();

    LiveTurns(
            Turns turns,
            PromptTier prompts,
            EventCodec codec,
            OffLoop offLoop,
            TurnsConfig config,
            MeterRegistry meters) {
        this.turns = turns;
        this.prompts = prompts;
        this.codec = codec;
        this.offLoop = offLoop;
        this.config = config;
        this.meters = meters;
        meters.gaugeCollectionSize("triade.turns.active", Tags.empty(), live);
    }

    /// The turn's events. A failure before the first is a failure of the request.
    Multi<Frame> stream(Asked asked, String sessionId, TurnRequest request) {
        return begin(asked, sessionId, request).onItem().transformToMulti(this::relay);
    }

    /// The turn once it has ended. One that failed before it said anything is a failure of the request.
    Uni<Turn> whole(Asked asked, String sessionId, TurnRequest request) {
        return begin(asked, sessionId, request)
                .onItem()
                .transformToUni(turn -> relay(turn).collect().last().map(last -> outcome(turn, last)));
    }

    private Uni<LiveTurn> begin(Asked asked, String sessionId, TurnRequest request) {
        turns.check(request);
        if (live.size() >= config.maxLive()) {
            throw new ProblemException(ProblemType.OVERLOADED, "This service runs as many turns as it may; try again.");
        }
        return offLoop.run(
                asked.loop(),
                () -> {
                    var begun = turns.begin(asked.call(), sessionId, request);
                    var answer = new Answer(codec, config.maxOutputCharacters());
                    var turn = new LiveTurn(asked, begun, prompts.written(begun.request()), answer);
                    live.add(turn);
                    return turn;
                },
                this::left);
    }

    private Multi<Frame> relay(LiveTurn turn) {
        String traceId = turn.asked.call().traceId();
        Multi<Frame> frames = turn.stop.on(prompts.stream(turn.asked.call(), turn.request));
        long timer = deadline(turn);
        return WholeStream.of(frames, codec, traceId)
                .onItem()
                .invoke(turn.answer::add)
                .onFailure(_ -> turn.answer.begun())
                .recoverWithItem(failure -> turn.answer.broken(failure, traceId))
                .onItem()
                .transformToUniAndConcatenate(frame ->
                        frame.terminal() ? kept(turn, frame) : Uni.createFrom().item(frame))
                .onFailure()
                .transform(LiveTurns::problem)
                .onFailure(ProblemException.class)
                .call(failure -> refused(turn, (ProblemException) failure))
                .onCancellation()
                .invoke(() -> left(turn))
                .onTermination()
                .invoke(() -> turn.asked.loop().owner().cancelTimer(timer));
    }

    private long deadline(LiveTurn turn) {
        long millis =
                Duration.between(Instant.now(), turn.asked.call().deadline()).toMillis();
        return turn.asked
                .loop()
                .owner()
                .setTimer(
                        Math.max(1, millis),
                        _ -> turn.stop.stop(new ProblemException(
                                ProblemType.DEADLINE_EXCEEDED,
                                "The time for this turn was over before its answer ended.")));
    }

    /// The terminal frame, once the turn is stored; what cannot be stored must not look as if it were.
    private Uni<Frame> kept(LiveTurn turn, Frame terminal) {
        RunEvent end = turn.answer.end();
        if (end == null || turn.ending) return Uni.createFrom().item(terminal);
        return store(turn, end).replaceWith(terminal).onFailure().recoverWithItem(failure -> {
            LOG.errorf(
                    failure,
                    "turn %s ended but could not be stored",
                    turn.begun.turn().id());
            Problem problem = problem(failure).problem(turn.asked.call().traceId());
            return codec.frame(terminal.offset(), new RunEvent.Failed(problem));
        });
    }

    /// Nothing was said. What the caller could not have asked for at all leaves no trace; what could be tried again
    /// stays, as failed.
    private Uni<?> refused(LiveTurn turn, ProblemException why) {
        if (turn.ending) return Uni.createFrom().voidItem();
        Uni<?> stored;
        if (why.type().status() < 500
                && why.type() != ProblemType.MODEL_THROTTLED
                && why.type() != ProblemType.RATE_LIMITED) {
            turn.ending = true;
            stored = offLoop.run(turn.asked.loop(), () -> forget(turn), _ -> {});
        } else {
            stored = store(
                    turn, new RunEvent.Failed(why.problem(turn.asked.call().traceId())));
        }
        return stored.onFailure()
                .invoke(failure -> LOG.errorf(
                        failure,
                        "turn %s failed and could not be stored",
                        turn.begun.turn().id()))
                .onFailure()
                .recoverWithNull();
    }

    /// The caller hung up. If the terminal event came before that, it is what happened.
    private void left(LiveTurn turn) {
        if (turn.ending) return;
        turn.ending = true;
        Turn ended = turn.answer.ended(turn.begun.turn(), new RunEvent.Cancelled("disconnect"));
        facts(turn, ended);
        offLoop.run(() -> finish(turn, ended));
    }

    private Uni<Turn> store(LiveTurn turn, RunEvent end) {
        turn.ending = true;
        Turn ended = turn.answer.ended(turn.begun.turn(), end);
        facts(turn, ended);
        return offLoop.run(turn.asked.loop(), () -> finish(turn, ended), _ -> {})
                .invoke(stored -> turn.kept = stored);
    }

    private Turn finish(LiveTurn turn, Turn ended) {
        try {
            turns.finish(turn.asked.call(), turn.begun.session(), ended);
            return ended;
        } finally {
            live.remove(turn);
            meters.counter("triade.turns.ended", "state", ended.state().name().toLowerCase(Locale.ROOT))
                    .increment();
        }
    }

    private Turn forget(LiveTurn turn) {
        try {
            turns.forget(turn.asked.call(), turn.begun.turn());
            return turn.begun.turn();
        } finally {
            live.remove(turn);
        }
    }

    private Turn outcome(LiveTurn turn, Frame last) {
        Turn kept = turn.kept;
        if (kept != null && (kept.state() != RunState.FAILED || !kept.output().isEmpty())) return kept;
        if (codec.event(last) instanceof RunEvent.Failed failed) throw ProblemException.passedOn(failed.problem());
        throw new IllegalStateException("a turn ended without being stored or failed");
    }

    private static ProblemException problem(Throwable failure) {
        if (failure instanceof ProblemException known) return known;
        return new ProblemException(
                ProblemType.UPSTREAM_FAILED, "A service behind this one answered something unreadable.", failure);
    }

    private static void facts(LiveTurn turn, Turn ended) {
        var facts = turn.asked.facts();
        if (ended.model() != null) facts.model(ended.model());
        facts.stopReason(
                ended.stopReason() == null
                        ? ended.state().name().toLowerCase(Locale.ROOT)
                        : ended.stopReason().name().toLowerCase(Locale.ROOT));
        if (ended.usage() != null)
            facts.tokens(ended.usage().inputTokens(), ended.usage().outputTokens());
    }

    /// Ends every turn as failed, because this process stops.
    void stopAll() {
        var why = new ProblemException(ProblemType.OVERLOADED, "This service is stopping; ask again.");
        live.forEach(turn -> turn.asked.loop().runOnContext(_ -> turn.stop.stop(why)));
    }

    /// Blocks until the end of every turn is stored.
    void awaitStored(Duration longest) {
        long until = System.nanoTime() + longest.toNanos();
        while (!live.isEmpty() && System.nanoTime() < until) LockSupport.parkNanos(10_000_000);
        if (!live.isEmpty()) LOG.warnf("%d turns could not be stored before the end", live.size());
    }
}
