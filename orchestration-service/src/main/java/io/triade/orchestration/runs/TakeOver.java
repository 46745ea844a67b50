package io.triade.orchestration.runs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.InferenceParameters;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.generations.TokenUsage;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.OnInterruption;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.sessions.Turn;
import io.triade.defaults.streams.Frame;
import io.triade.orchestration.replicas.Replicas;
import io.triade.orchestration.runlog.LogTable;
import io.triade.orchestration.runlog.RunKey;
import io.triade.orchestration.runs.LiveRun.Place;
import io.triade.orchestration.runs.StoredRun.Queued;
import io.triade.orchestration.runs.StoredRun.Running;
import io.triade.orchestration.turns.Turns;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
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
    private final LostAttempts lostAttempts;
    private final Turns turns;
    private final Replicas replicas;
    private final Vertx vertx;
    private final RunsConfig config;
    private final ObjectReader generations;
    private final ObjectReader parameters;
    private final Counter taken;

    /// Both belong to the one thread that takes on runs.
    private Set<RunKey> strays = Set.of();

    private Instant strayAt = Instant.now();

    TakeOver(
            RunTable table,
            LogTable logs,
            LiveRuns live,
            LostAttempts lostAttempts,
            Turns turns,
            Replicas replicas,
            Vertx vertx,
            RunsConfig config,
            ObjectMapper mapper,
            MeterRegistry meters) {
        this.table = table;
        this.logs = logs;
        this.live = live;
        this.lostAttempts = lostAttempts;
        this.turns = turns;
        this.replicas = replicas;
        this.vertx = vertx;
        this.config = config;
        this.generations = mapper.readerFor(GenerationRequest.class);
        this.parameters = mapper.readerFor(InferenceParameters.class);
        this.taken = meters.counter("triade.runs.taken.over");
    }

    @Override
    public boolean takeOver(String lost) {
        return takeAll(lost, LOST);
    }

    @Override
    public void takeOrphans() {
        var _ = takeAll(RunItems.NOBODY, STOPPED);
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
                    case Queued queued when worker.equals(RunItems.NOBODY) -> queued.claimedBy(replicas.self());
                    case Running running when running.replica().equals(worker) -> running.takenOverBy(replicas.self());
                    case Queued _, Running _, StoredRun.Ended _ -> null;
                };
        if (claimed == null) return;
        // The index is late at times: the claim itself decides.
        table.claim(found.get().head(), found.get().standing(), claimed).ifPresent(run -> {
            resume(run, reason);
            // Should it only have been asleep, it need not wait for its model to say something to learn of this.
            if (!worker.equals(RunItems.NOBODY) && !worker.equals(replicas.self())) {
                replicas.ask(worker, new Letter.Taken(key.id(), claimed.attempts() - 1).text());
            }
        });
    }

    private void resume(StoredRun run, String reason) {
        taken.increment();
        Answer answer = replayed(run.head().key());
        LOG.infof("run %s goes on here after event %d: %s", run.head().id(), answer.last(), reason);
        var loop = ((VertxInternal) vertx).createEventLoopContext();
        GenerationRequest request;
        Turn turn = null;
        try {
            if (run.head().sessionId() == null) {
                request = generations.readValue(
                        Gzip.unpacked(table.input(run.head().key())));
            } else {
                var again = again(run.head(), run.head().sessionId());
                request = again.request();
                turn = again.turn();
            }
        } catch (IOException | ProblemException broken) {
            // Its session was deleted, or what it was asked is gone: there is nobody to ask for.
            LOG.warnf("run %s cannot be asked again: %s", run.head().id(), broken.getMessage());
            request = null;
        }
        LiveRun here = live.add(new Place(run, turn, loop, null), answer);
        GenerationRequest asked = request;
        loop.runOnContext(_ -> settle(here, asked, reason));
    }

    private Turns.Begun again(RunHead head, String sessionId) throws IOException {
        byte[] stored = table.input(head.key());
        InferenceParameters given = stored.length == 0 ? null : parameters.readValue(Gzip.unpacked(stored));
        return turns.again(head.principal(), head.id(), sessionId, given);
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

    /// On the run's loop.
    private void settle(LiveRun run, @Nullable GenerationRequest request, String reason) {
        if (request == null || run.answer.last() == 0) {
            goOn(run, request, reason, 0);
            return;
        }
        lostAttempts.of(run.head.call(), request, run.answer).subscribe().with(lost -> {
            if (run.over()) return;
            if (!run.answer.settled()) {
                TokenUsage before = run.answer.usage();
                run.say(Answer.used(before == null ? lost.spent() : before.plus(lost.spent())));
            }
            goOn(run, request, reason, lost.answerTokens());
        });
    }

    /// @param answerTokens how long the answer is so far
    private void goOn(LiveRun run, @Nullable GenerationRequest request, String reason, int answerTokens) {
        String cancelledBy = run.standing.cancelledBy();
        if (cancelledBy != null) {
            if (cancelledBy.equals(Cancels.SESSION)) run.drop();
            else run.cancel(cancelledBy);
            return;
        }
        if (!Instant.now().isBefore(run.head.deadline())) {
            run.end(new RunEvent.Failed(LiveRuns.tooLate().problem(run.head.traceId())));
            return;
        }
        OnInterruption policy = run.head.onInterruption();
        boolean failing =
                request == null || run.standing.attempts() > config.maxAttempts() || policy == OnInterruption.FAIL;
        String said = run.answer.text();
        boolean continuing = !failing && policy == OnInterruption.CONTINUE && !said.isBlank() && !run.answer.more();
        long kept = failing || continuing ? run.answer.last() : Math.min(1, run.answer.last());
        // Where nothing was said, nobody has anything to take back: the run only begins late.
        if (run.answer.last() > 0) run.say(new RunEvent.Interrupted(reason, kept));
        if (failing || request == null) {
            run.end(new RunEvent.Failed(interrupted(run).problem(run.head.traceId())));
        } else if (continuing) {
            goOnFrom(run, request, said, answerTokens);
        } else {
            live.begin(run, request);
        }
    }

    /// What a caller allows is for the whole answer, however many attempts it takes.
    private void goOnFrom(LiveRun run, GenerationRequest request, String said, int answerTokens) {
        Integer allowed =
                request.parameters() == null ? null : request.parameters().maxTokens();
        if (allowed == null) {
            live.begin(run, continued(run, request, request.withAnswerSoFar(said)));
        } else if (allowed <= answerTokens) {
            run.end(new RunEvent.Completed(StopReason.MAX_TOKENS));
        } else {
            var rest = request.withAnswerSoFar(said).withMaxTokens(allowed - answerTokens);
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

    private static ProblemException interrupted(LiveRun run) {
        return new ProblemException(
                ProblemType.RUN_INTERRUPTED,
                "The process that worked on this run was lost; %d have worked on it. Start it again."
                        .formatted(run.standing.attempts() - 1));
    }
}
