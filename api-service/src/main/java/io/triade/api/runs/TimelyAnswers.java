package io.triade.api.runs;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/// Answers made of a run's every event, waited for no longer than the caller does.
@ApplicationScoped
public class TimelyAnswers {
    private final Vertx vertx;

    TimelyAnswers(Vertx vertx) {
        this.vertx = vertx;
    }

    /// The answer, or `deadline-exceeded` with what becomes of the run. The time is told on the context that
    /// subscribes, since a run is followed on no other.
    ///
    /// @param head told once, when the run was accepted
    /// @param answer starts the run
    public <T> Uni<T> inTime(RunStart start, Consumer<RunHead> head, Function<Consumer<RunHead>, Uni<T>> answer) {
        return Uni.createFrom().emitter(done -> {
            long left = Math.max(1, start.call().left().toMillis());
            var runId = new AtomicReference<>(start.runId());
            Cancellable waiting = answer.apply(run -> {
                        runId.set(run.runId());
                        head.accept(run);
                    })
                    .subscribe()
                    .with(done::complete, done::fail);
            long timer = vertx.setTimer(left, _ -> done.fail(late(start, runId.get())));
            done.onTermination(() -> {
                vertx.cancelTimer(timer);
                waiting.cancel();
            });
        });
    }

    private static ProblemException late(RunStart start, String runId) {
        String after = start.endsWithItsCaller()
                ? "Run %s is cancelled; send an Idempotency-Key to be able to come back."
                : "Run %1$s goes on: look at /v1/runs/%1$s.";
        return new ProblemException(
                ProblemType.DEADLINE_EXCEEDED,
                "The time for this request was over before it was answered. " + after.formatted(runId));
    }
}
