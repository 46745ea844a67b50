package io.triade.api.runs;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.answers.Preferences;
import io.triade.api.answers.RunFacts;
import io.triade.api.answers.StreamedAnswer;
import io.triade.api.answers.WholeAnswer;
import io.triade.contracts.runs.Detached;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.EventForm;
import io.triade.defaults.streams.Frame;
import io.triade.defaults.streams.TierClient.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Request;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/// Answers requests with a run: with its document, or with its events in either form.
@ApplicationScoped
public class RunAnswers {
    private final RunStreams streams;
    private final RunRecords records;
    private final WholeRuns documents;
    private final StreamedAnswer answers;
    private final EventCodec codec;
    private final RunFacts runFacts;
    private final Duration longestWait;

    RunAnswers(
            RunStreams streams,
            RunRecords records,
            WholeRuns documents,
            StreamedAnswer answers,
            EventCodec codec,
            RunFacts runFacts,
            RunsConfig config) {
        this.streams = streams;
        this.records = records;
        this.documents = documents;
        this.answers = answers;
        this.codec = codec;
        this.runFacts = runFacts;
        this.longestWait = config.longestWait();
    }

    /// Starts what the body asks for; the orchestration tier takes it at the same path.
    public Uni<Void> start(RoutingContext routing, Request request, byte[] body) {
        Shape shape = Shape.of(request, Shape.ALL);
        String key = RunStart.keyIn(routing.request().headers());
        var start = RunStart.of(Calls.of(routing), routing.normalizedPath(), Buffer.buffer(body), key);
        return switch (shape) {
            case Shape.Document _ -> document(routing, start);
            case Shape.Events events ->
                stream(
                        routing,
                        events.form(),
                        0,
                        head -> streams.start(start, run -> {
                            routing.response().putHeader("location", "/v1/runs/" + run.runId());
                            head.accept(run);
                        }));
        };
    }

    /// The events of a run that is there.
    Uni<Void> follow(RoutingContext routing, Request request, String runId, long after) {
        return follow(routing, form(request), runId, after);
    }

    /// As `follow`, for a reader that comes back by itself: an `EventSource` does so for ever, unless it is
    /// answered 204 once there is nothing more (HTML, 9.2.3). Where that cannot be told, it is answered as any
    /// other.
    Uni<Void> goOn(RoutingContext routing, Request request, String runId, long after) {
        EventForm form = form(request);
        return records.read(Calls.of(routing), runId)
                .map(run -> run.finishedAt() != null && run.lastOffset() <= after)
                .onFailure()
                .recoverWithItem(false)
                .flatMap(over -> over ? nothing(routing.response()) : follow(routing, form, runId, after));
    }

    private Uni<Void> follow(RoutingContext routing, EventForm form, String runId, long after) {
        return stream(routing, form, after, head -> streams.follow(Calls.of(routing), runId, after, head));
    }

    private static EventForm form(Request request) {
        return switch (Shape.of(request, Shape.EVENTS)) {
            case Shape.Document _ -> throw new IllegalStateException("was not among the choices");
            case Shape.Events events -> events.form();
        };
    }

    private static Uni<Void> nothing(HttpServerResponse response) {
        response.setStatusCode(204).putHeader("cache-control", "no-cache");
        return Uni.createFrom().completionStage(response.end().toCompletionStage());
    }

    private Uni<Void> document(RoutingContext routing, RunStart start) {
        var preferences = Preferences.of(routing.request().headers());
        Duration wait = preferences.waiting(longestWait, start.call().left(), Calls.timeout(routing.request()));
        CallFacts facts = Calls.facts(routing);
        return WholeAnswer.of(routing, documents.start(start, wait))
                .onFailure()
                .transform(Failures::fromTier)
                .onItem()
                .transformToUni(answer -> {
                    runFacts.note(facts, answer.body());
                    String applied = preferences.applied(wait, answer.status() == 202);
                    if (applied != null) routing.response().putHeader("preference-applied", applied);
                    return send(routing.response(), start, answer);
                });
    }

    private static Uni<Void> send(HttpServerResponse response, RunStart start, Answer answer) {
        String made = answer.headers().get(RunTier.RUN_ID);
        String runId = made == null ? start.runId() : made;
        response.setStatusCode(answer.status())
                .putHeader("content-type", "application/json")
                .putHeader("location", "/v1/runs/" + runId);
        new RunHead(runId, !runId.equals(start.runId())).nameIn(response);
        if (answer.status() == 202) {
            String later = answer.headers().get("retry-after");
            response.putHeader("retry-after", later == null ? "1" : later);
        }
        return Uni.createFrom().completionStage(response.end(answer.body()).toCompletionStage());
    }

    private Uni<Void> stream(
            RoutingContext routing, EventForm form, long after, Function<Consumer<RunHead>, Multi<Frame>> source) {
        HttpServerResponse response = routing.response();
        var shown = new Shown(Calls.of(routing), Calls.facts(routing), form, after);
        Multi<Frame> frames = source.apply(run -> run.begin(response, form));
        Multi<Buffer> chunks = frames.map(shown::chunk).onFailure().transform(Failures::fromTier);
        return answers.send(routing, chunks, form, shown::lastWord);
    }

    /// What one reader was shown of a run.
    private final class Shown {
        private final Call call;
        private final CallFacts facts;
        private final EventForm form;
        private long last;

        Shown(Call call, CallFacts facts, EventForm form, long after) {
            this.call = call;
            this.facts = facts;
            this.form = form;
            this.last = after;
        }

        Buffer chunk(Frame frame) {
            last = frame.offset();
            RunFacts.note(facts, frame, codec);
            return form.event(frame);
        }

        Buffer lastWord(Throwable why) {
            var problem = Failures.known(why).problem(call.traceId());
            return form.lastWord(codec.json(new Detached(problem, last)));
        }
    }
}
