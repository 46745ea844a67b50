package io.triade.orchestration.runs;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunState;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.streams.EventForm;
import io.triade.defaults.streams.EventStreamAnswer;
import io.triade.orchestration.runlog.Batch;
import io.triade.orchestration.runs.Runs.Asked;
import io.triade.orchestration.runs.Runs.Held;
import io.triade.orchestration.runs.Starting.Naming;
import io.triade.orchestration.runs.store.RunsConfig;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import org.jboss.resteasy.reactive.RestResponse;

/// How a run that was started is answered with: streamed, or waited for. A caller who leaves before the end is told to
/// the run.
@ApplicationScoped
class RunAnswers {
    /// Below the document in quality, so that who accepts anything gets the document.
    static final String EVENTS_IF_ASKED_FOR = MediaType.SERVER_SENT_EVENTS + ";qs=0.5";

    private final Runs runs;
    private final RunsConfig config;

    RunAnswers(Runs runs, RunsConfig config) {
        this.runs = runs;
        this.config = config;
    }

    static Asked asked(RoutingContext routing) {
        return new Asked(
                Calls.of(routing), Calls.facts(routing), routing.vertx().getOrCreateContext());
    }

    static Naming naming(RoutingContext routing) {
        return new Naming(
                routing.request().getHeader("x-run-id"), routing.request().getHeader("idempotency-key"));
    }

    static Preference preference(RoutingContext routing) {
        return Preference.of(routing.request().headers().getAll("prefer"));
    }

    /// Never past the moment at which the caller itself stops waiting.
    Duration patience(Asked asked, Preference preference) {
        Duration left = Duration.between(Instant.now(), asked.call().deadline()).minusMillis(200);
        Duration wanted = preference.patience(config.longestWait());
        if (left.isNegative()) return Duration.ZERO;
        return wanted.compareTo(left) < 0 ? wanted : left;
    }

    /// A run that is refused soon is answered with its problem. One that is silent for longer is named first, so that
    /// the caller can come back to it.
    Uni<Void> stream(RoutingContext routing, Asked asked, Uni<Held> started) {
        return started.flatMap(held -> {
            named(routing, held);
            long naming = routing.vertx().setTimer(config.unnamed().toMillis(), _ -> {
                if (Runs.tell(held)) EventStreamAnswer.open(routing.response(), EventForm.SERVER_SENT_EVENTS);
            });
            var batches = runs.follow(asked, held)
                    .onItem()
                    .invoke(batch -> {
                        if (!routing.response().headWritten()) runs.refuseRefused(batch);
                    })
                    .map(Batch::eventStream)
                    .onCancellation()
                    .invoke(() -> runs.left(held));
            return EventStreamAnswer.send(routing, batches)
                    .onTermination()
                    .invoke(() -> routing.vertx().cancelTimer(naming));
        });
    }

    <T> Uni<RestResponse<T>> whole(
            RoutingContext routing, Asked asked, Uni<Held> started, BiFunction<Held, Run, Uni<T>> shown) {
        Preference preference = preference(routing);
        Duration patience = patience(asked, preference);
        return whileListening(routing, started.flatMap(held -> {
            named(routing, held);
            String applied = preference.applied(config.longestWait());
            if (applied != null) routing.response().putHeader("preference-applied", applied);
            return runs.ended(asked, held, patience)
                    .invoke(RunAnswers::refuseRefused)
                    .flatMap(run -> shown.apply(held, run).map(body -> document(routing.response(), run, body)))
                    .onCancellation()
                    .invoke(() -> runs.left(held));
        }));
    }

    /// Ends the waiting, not the work, when the caller leaves.
    <T> Uni<T> whileListening(RoutingContext routing, Uni<T> work) {
        return Uni.createFrom().emitter(answer -> {
            Cancellable under = work.subscribe().with(answer::complete, answer::fail);
            routing.addEndHandler(_ -> {
                if (!routing.response().ended()) under.cancel();
            });
        });
    }

    /// Nothing was said: then it is the request that failed.
    private static void refuseRefused(Run run) {
        if (run.state() == RunState.FAILED && run.lastOffset() == 1 && run.problem() != null) {
            throw ProblemException.passedOn(run.problem());
        }
    }

    private static <T> RestResponse<T> document(HttpServerResponse response, Run run, T body) {
        if (run.finishedAt() != null) return RestResponse.ok(body);
        response.putHeader("retry-after", "1");
        return RestResponse.status(RestResponse.Status.ACCEPTED, body);
    }

    private static void named(RoutingContext routing, Held held) {
        HttpServerResponse response = routing.response();
        String id = held.run().head().id();
        response.putHeader("x-run-id", id);
        response.putHeader("location", "/v1/runs/" + id);
        if (held.replayed()) response.putHeader("idempotency-replayed", "true");
    }
}
