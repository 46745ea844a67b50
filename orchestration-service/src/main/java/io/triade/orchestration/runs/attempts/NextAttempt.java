package io.triade.orchestration.runs.attempts;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.OnInterruption;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.sessions.Turn;
import io.triade.defaults.streams.Frame;
import io.triade.orchestration.loops.OffLoop;
import io.triade.orchestration.runs.store.Answer;
import io.triade.orchestration.runs.store.RunHead;
import io.triade.orchestration.runs.store.RunInputs;
import io.triade.orchestration.runs.store.RunsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Goes on with a run whose attempt was lost, as the run's policy wants it: with the replica that worked on it, or with
/// the way from it to the model.
@ApplicationScoped
class NextAttempt {
    private static final Logger LOG = Logger.getLogger(NextAttempt.class);
    private static final String CUT = "upstream-lost";

    /// Doubled from one attempt to the next: a process that was lost is started again within seconds.
    private static final long FIRST_PAUSE_MILLIS = 200;

    private static final long STORE_PAUSE_MILLIS = 1_000;
    private static final LostAttempts.Lost NOTHING =
            new LostAttempts.Lost(new TokenUsage(0, 0).estimated(true), 0, false);

    private final RunInputs inputs;
    private final LiveRuns live;
    private final LostAttempts lostAttempts;
    private final OffLoop offLoop;
    private final RunsConfig config;
    private final Counter cut;

    NextAttempt(
            RunInputs inputs,
            LiveRuns live,
            LostAttempts lostAttempts,
            OffLoop offLoop,
            RunsConfig config,
            MeterRegistry meters) {
        this.inputs = inputs;
        this.live = live;
        this.lostAttempts = lostAttempts;
        this.offLoop = offLoop;
        this.config = config;
        this.cut = Counter.builder("triade.runs.cut")
                .description("Attempts whose way to the model broke after the run had begun to answer")
                .register(meters);
    }

    /// What a run was asked, and the turn that it is, if it is one.
    ///
    /// @param request null where it is gone, with its session, say
    record Asked(
            @Nullable GenerationRequest request, @Nullable Turn turn) {}

    /// @param reason as the log tells it
    /// @param why the run fails where it may not go on
    record Loss(String reason, ProblemException why) {}

    /// Blocks.
    ///
    /// @throws ProblemException `store-failed` when it cannot be read just now
    Asked asked(RunHead head) {
        try {
            RunInputs.Input kept = inputs.of(head);
            return new Asked(kept.request(), kept.turn());
        } catch (IOException | ProblemException broken) {
            if (broken instanceof ProblemException away && away.type() == ProblemType.STORE_FAILED) throw away;
            // Its session was deleted, or what it was asked is gone: there is nobody to ask for.
            LOG.warnf("run %s cannot be asked again: %s", head.id(), broken.getMessage());
            return new Asked(null, null);
        }
    }

    /// The same replica's next attempt, after a pause. On the run's loop.
    void afterCut(LiveRun run, ProblemException why) {
        cut.increment();
        boolean last = run.standing.attempts() + run.cuts >= config.maxAttempts();
        if (last || run.head.onInterruption() == OnInterruption.FAIL) {
            run.stop(why);
            return;
        }
        LOG.warnf("run %s was cut from its model after event %d: %s", run.head.id(), run.answer.last(), why);
        later(run, new Loss(CUT, why), FIRST_PAUSE_MILLIS << run.cuts++);
    }

    /// Not all at the same moment: whoever is left may have to answer every run of the process that died.
    private void later(LiveRun run, Loss loss, long millis) {
        long pause = millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
        run.loop.owner().setTimer(Math.max(1, pause), _ -> {
            if (run.over()) return;
            if (tooLate(run)) {
                run.stop(LiveRuns.tooLate());
                return;
            }
            offLoop.run(run.loop, () -> asked(run.head), _ -> {})
                    .subscribe()
                    .with(asked -> begin(run, asked.request(), loss), failure -> {
                        LOG.warnf("what run %s was asked cannot be read yet: %s", run.head.id(), failure);
                        later(run, loss, STORE_PAUSE_MILLIS);
                    });
        });
    }

    private static boolean tooLate(LiveRun run) {
        return !Instant.now().isBefore(run.head.deadline());
    }

    /// On the run's loop.
    void begin(LiveRun run, @Nullable GenerationRequest request, Loss loss) {
        if (run.over()) return;
        if (request == null || run.answer.last() == 0) {
            goOn(run, request, loss, NOTHING);
            return;
        }
        lostAttempts
                .of(run, request)
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.errorf(failure, "what run %s has used so far cannot be told", run.head.id());
                    return NOTHING;
                })
                .subscribe()
                .with(lost -> {
                    if (run.over()) return;
                    if (!run.answer.settled() && !run.answer.interrupted()) {
                        TokenUsage before = run.answer.usage();
                        run.say(Answer.used(before == null ? lost.spent() : before.plus(lost.spent())));
                    }
                    goOn(run, request, loss, lost);
                });
    }

    private void goOn(LiveRun run, @Nullable GenerationRequest request, Loss loss, LostAttempts.Lost lost) {
        String cancelledBy = run.standing.cancelledBy();
        if (cancelledBy != null) {
            run.cancelFor(cancelledBy);
            return;
        }
        if (tooLate(run)) {
            run.stop(LiveRuns.tooLate());
            return;
        }
        OnInterruption policy = run.head.onInterruption();
        boolean failing =
                request == null || run.standing.attempts() > config.maxAttempts() || policy == OnInterruption.FAIL;
        String said = run.answer.text();
        boolean continuing = !failing && policy == OnInterruption.CONTINUE && !said.isBlank() && !run.answer.more();
        long kept = failing || continuing ? run.answer.last() : Math.min(1, run.answer.last());
        // Where nothing was said, or nothing since it was said, nobody has anything to take back.
        if (run.answer.last() > 0 && !run.answer.interrupted()) run.say(new RunEvent.Interrupted(loss.reason, kept));
        if (failing || request == null) {
            run.stop(loss.why);
        } else if (continuing) {
            goOnFrom(run, request, said, lost);
        } else {
            live.begin(run, request);
        }
    }

    /// What a caller allows is for the whole answer, however many attempts it takes. A guess alone ends no answer.
    private void goOnFrom(LiveRun run, GenerationRequest request, String said, LostAttempts.Lost lost) {
        Integer allowed =
                request.parameters() == null ? null : request.parameters().maxTokens();
        if (allowed == null) {
            live.begin(run, continued(run, request, request.withAnswerSoFar(said)));
        } else if (lost.measured() && allowed <= lost.answerTokens()) {
            run.end(new RunEvent.Completed(StopReason.MAX_TOKENS));
        } else {
            var rest = request.withAnswerSoFar(said).withMaxTokens(Math.max(1, allowed - lost.answerTokens()));
            live.begin(run, continued(run, request, rest));
        }
    }

    /// The answer from where it is, or from its beginning where the model cannot go on from the middle.
    private Multi<Frame> continued(LiveRun run, GenerationRequest request, GenerationRequest rest) {
        return live.frames(run, rest)
                .onFailure(failure ->
                        failure instanceof ProblemException problem && problem.type() == ProblemType.CANNOT_CONTINUE)
                .recoverWithMulti(() -> {
                    run.say(new RunEvent.Interrupted("cannot-continue", Math.min(1, run.answer.last())));
                    return live.frames(run, request);
                });
    }
}
