package io.triade.api.lex;

import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.answers.GatheredAnswer;
import io.triade.api.lex.LexAnswers.Response;
import io.triade.api.runs.RunHead;
import io.triade.api.runs.RunStart;
import io.triade.api.runs.RunStreams;
import io.triade.contracts.generations.ContentBlock;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
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
        var talk = new Talk(call, event, facts, System.nanoTime());
        return Uni.createFrom()
                .deferred(() -> answer(talk))
                .onFailure(Fulfilment::gone)
                .recoverWithItem(failure -> answers.failedForGood(event, null, problem(talk, failure)))
                .onFailure()
                .recoverWithItem(failure -> failed(talk, null, failure));
    }

    private Uni<Response> answer(Talk talk) {
        if (talk.event.attribute(LexAnswers.RUN) == null) return asked(talk);
        String pending = talk.event.id(LexAnswers.RUN);
        if (pending == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is no run of the name in " + LexAnswers.RUN + ".");
        }
        return talk.event.denied() ? stop(talk, pending) : poll(talk, pending);
    }

    private record Talk(Call call, LexEvent event, CallFacts facts, long startedNanos) {
        @Nullable
        String session() {
            return event.id(LexAnswers.SESSION);
        }
    }

    private Uni<Response> asked(Talk talk) {
        if (talk.event.collecting()) return Uni.createFrom().item(answers.delegate(talk.event));
        String question = question(talk.event);
        if (question.isBlank()) return Uni.createFrom().item(answers.nothingAsked(talk.event));
        String known = talk.session();
        Uni<Response> begun = sessions.open(talk.call).flatMap(id -> turn(talk, id, question));
        if (known == null) return begun;
        // Its owner deleted it, or it was another's: the talk goes on in a new one.
        return turn(talk, known, question).onFailure(Fulfilment::gone).recoverWithUni(begun);
    }

    private Uni<Response> turn(Talk talk, String session, String question) {
        RunStart start = sessions.turn(talk.call, session, talk.event, question);
        var accepted = new Accepted();
        return wait.heard(runs.start(start, accepted::by), patience(talk), talk.facts)
                .map(answer -> said(talk, session, accepted.runId, answer))
                .onFailure(failure -> !gone(failure))
                .recoverWithItem(failure -> failed(talk, session, failure));
    }

    private Uni<Response> poll(Talk talk, String runId) {
        String session = talk.session();
        return wait.heard(runs.follow(talk.call, runId, 0, _ -> {}), patience(talk), talk.facts)
                .map(answer -> said(talk, session == null ? "" : session, runId, answer))
                .onFailure(Fulfilment::gone)
                .recoverWithItem(failure -> answers.failedForGood(talk.event, null, problem(talk, failure)));
    }

    private Uni<Response> stop(Talk talk, String runId) {
        return runs.cancel(talk.call, runId).map(_ -> answers.stopped(talk.event));
    }

    private Response said(Talk talk, String session, @Nullable String runId, GatheredAnswer answer) {
        if (runId == null) {
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED, "The turn could not be started in time; ask again.");
        }
        if (!answer.ended()) return answers.stillWorking(talk.event, session, runId);
        try {
            return answers.delivered(talk.event, session, runId, text(answer.generation()));
        } catch (ProblemException failure) {
            return answers.failedForGood(talk.event, session, failure.problem(talk.call.traceId()));
        }
    }

    private Response failed(Talk talk, @Nullable String session, Throwable failure) {
        return answers.failed(talk.event, session, problem(talk, failure));
    }

    private static Problem problem(Talk talk, Throwable failure) {
        ProblemException problem = Failures.fromTier(failure);
        if (problem.type() == ProblemType.INTERNAL) LOG.error("unexpected failure", failure);
        else LOG.warnf("an event of Lex was answered as failed: %s", problem.getMessage());
        return problem.problem(talk.call.traceId());
    }

    private String question(LexEvent event) {
        var slot = config.questionSlot().filter(event::has);
        if (slot.isPresent()) return event.slot(slot.get());
        return event.inputTranscript() == null ? "" : event.inputTranscript();
    }

    private Duration patience(Talk talk) {
        Duration left = talk.call.left().minus(MARGIN);
        Duration own = config.answerWithin().minusNanos(System.nanoTime() - talk.startedNanos);
        return left.compareTo(own) < 0 ? left : own;
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
