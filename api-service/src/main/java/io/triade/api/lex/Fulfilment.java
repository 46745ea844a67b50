package io.triade.api.lex;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.answers.GatheredAnswer;
import io.triade.api.lex.LexAnswers.Response;
import io.triade.api.runs.RunHead;
import io.triade.api.runs.RunStart;
import io.triade.api.runs.RunStreams;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.Frame;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Decides what an event of a bot means: a new question, a question whether the last one's answer is there, or nothing
/// for us. Never fails: what goes wrong is an answer that says so.
@ApplicationScoped
class Fulfilment {
    private static final Logger LOG = Logger.getLogger(Fulfilment.class);

    /// Of the caller's own time-out, for the answer to travel back.
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final LexSessions sessions;
    private final RunStreams runs;
    private final RunWait wait;
    private final LexAnswers answers;
    private final LexConfig config;

    Fulfilment(LexSessions sessions, RunStreams runs, RunWait wait, LexAnswers answers, LexConfig config) {
        this.sessions = sessions;
        this.runs = runs;
        this.wait = wait;
        this.answers = answers;
        this.config = config;
    }

    Uni<Response> answer(Call call, LexEvent event, CallFacts facts) {
        String pending = event.attribute(LexAnswers.RUN);
        return Uni.createFrom()
                .deferred(() -> pending == null
                        ? asked(call, event, facts)
                        : event.denied() ? stop(call, event, pending) : poll(call, event, pending, facts))
                .onFailure()
                .recoverWithItem(failure -> failed(call, event, pending, failure));
    }

    private Uni<Response> asked(Call call, LexEvent event, CallFacts facts) {
        if (event.collecting()) return Uni.createFrom().item(answers.delegate(event));
        String question = question(event);
        if (question.isBlank()) return Uni.createFrom().item(answers.nothingAsked(event));
        long startedNanos = System.nanoTime();
        String known = event.attribute(LexAnswers.SESSION);
        Uni<String> session =
                known == null ? sessions.open(call) : Uni.createFrom().item(known);
        return session.flatMap(id -> turn(call, event, question, new Place(id, startedNanos), facts))
                .onFailure(failure -> known != null && gone(failure))
                // Its owner deleted it, or it was another's: the talk goes on in a new one.
                .recoverWithUni(() -> sessions.open(call)
                        .flatMap(id -> turn(call, event, question, new Place(id, startedNanos), facts)));
    }

    private record Place(String session, long startedNanos) {
        Duration used() {
            return Duration.ofNanos(System.nanoTime() - startedNanos);
        }
    }

    private Uni<Response> turn(Call call, LexEvent event, String question, Place place, CallFacts facts) {
        RunStart start = sessions.turn(call, place.session, event, question);
        var accepted = new Accepted();
        Multi<Frame> frames = runs.start(start, accepted::by);
        return wait.heard(frames, patience(call).minus(place.used()), facts)
                .map(answer -> said(event, place.session, accepted.runId, answer));
    }

    private Uni<Response> poll(Call call, LexEvent event, String runId, CallFacts facts) {
        String session = event.attribute(LexAnswers.SESSION);
        Multi<Frame> frames = runs.follow(call, runId, 0, _ -> {});
        return wait.heard(frames, patience(call), facts)
                .map(answer -> said(event, session == null ? "" : session, runId, answer));
    }

    private Uni<Response> stop(Call call, LexEvent event, String runId) {
        return runs.cancel(call, runId).map(_ -> answers.stopped(event));
    }

    private Response said(LexEvent event, String session, @Nullable String runId, GatheredAnswer answer) {
        if (runId == null) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED, "The turn could not be started in time; ask again.");
        }
        if (!answer.ended()) return answers.stillWorking(event, session, runId);
        try {
            return answers.delivered(event, session, runId, text(answer.generation()));
        } catch (ProblemException failure) {
            return answers.failedForGood(event, failure.problem(null));
        }
    }

    private Response failed(Call call, LexEvent event, @Nullable String pending, Throwable failure) {
        ProblemException problem = Failures.known(Failures.fromTier(failure));
        LOG.warnf("an event of Lex was answered as failed, trace %s: %s", call.traceId(), problem.getMessage());
        return pending != null && gone(problem)
                ? answers.failedForGood(event, problem.problem(call.traceId()))
                : answers.failed(event, problem.problem(call.traceId()));
    }

    private String question(LexEvent event) {
        var slot = config.questionSlot().filter(event::has);
        if (slot.isPresent()) return event.slot(slot.get());
        return event.inputTranscript() == null ? "" : event.inputTranscript();
    }

    private Duration patience(Call call) {
        Duration left = call.left().minus(MARGIN);
        return left.compareTo(config.answerWithin()) < 0 ? left : config.answerWithin();
    }

    private static boolean gone(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type() == ProblemType.NOT_FOUND;
    }

    private static String text(Generation generation) {
        return generation.content().stream()
                .map(block -> block instanceof ContentBlock.Text text ? text.text() : "")
                .collect(Collectors.joining());
    }

    /// Told by the tier, before the run's first event.
    private static final class Accepted {
        private @Nullable String runId;

        void by(RunHead head) {
            runId = head.runId();
        }
    }
}
