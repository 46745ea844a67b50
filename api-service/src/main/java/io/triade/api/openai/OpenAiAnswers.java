package io.triade.api.openai;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.BoundedBody;
import io.triade.api.answers.Failures;
import io.triade.api.answers.ForeignJson;
import io.triade.api.answers.StreamedAnswer;
import io.triade.api.answers.WholeAnswer;
import io.triade.api.foreign.Methods;
import io.triade.api.runs.RunHead;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.streams.EventForm;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// How requests come into this door and answers leave it.
@ApplicationScoped
public class OpenAiAnswers {
    private static final String VERSION = "2020-10-01";
    private static final int MOST_NAMED = 20;

    private final StreamedAnswer answers;
    private final Failures failures;
    private final int maxBytes;

    OpenAiAnswers(
            StreamedAnswer answers,
            Failures failures,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBody) {
        this.answers = answers;
        this.failures = failures;
        this.maxBytes = Math.toIntExact(maxBody.asLongValue());
    }

    /// What OpenAI's clients show beside an answer. There are no rate limits here, so there are no headers for them.
    void open(RoutingContext routing) {
        long begun = System.nanoTime();
        routing.addHeadersEndHandler(_ -> routing.response()
                .putHeader("openai-version", VERSION)
                .putHeader("openai-processing-ms", Long.toString((System.nanoTime() - begun) / 1_000_000)));
        routing.next();
    }

    /// A path of this door, with what answers each of its methods.
    public void register(Router router, String path, Map<HttpMethod, Handler<RoutingContext>> known) {
        Methods.register(router, path, known, failures);
    }

    public <T> void read(RoutingContext routing, Class<T> type, Consumer<T> answer) {
        String media = routing.request().getHeader("content-type");
        if (media == null || !media.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            fail(routing, ProblemType.UNSUPPORTED_MEDIA_TYPE);
            return;
        }
        BoundedBody.of(routing.request(), maxBytes)
                .onSuccess(body -> guarded(routing, () -> answer.accept(ForeignJson.read(body, type))))
                .onFailure(failure -> failures.send(routing, failure));
    }

    public void guarded(RoutingContext routing, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failed) {
            failures.send(routing, failed);
        }
    }

    public void send(RoutingContext routing, Uni<Buffer> answer) {
        WholeAnswer.of(routing, answer)
                .subscribe()
                .with(
                        body -> routing.response()
                                .putHeader("content-type", "application/json")
                                .end(body),
                        failure -> failures.send(routing, failure));
    }

    /// A stream that is bound to the request: cut where it breaks.
    public void stream(RoutingContext routing, Multi<Buffer> chunks) {
        answers.send(routing, chunks).subscribe().with(_ -> {}, failure -> failures.send(routing, failure));
    }

    /// A stream of what goes on without it: ended with a last word.
    public void stream(RoutingContext routing, Multi<Buffer> chunks, Function<Throwable, Buffer> lastWord) {
        answers.send(routing, chunks, EventForm.SERVER_SENT_EVENTS, lastWord)
                .subscribe()
                .with(_ -> {}, failure -> failures.send(routing, failure));
    }

    public static String id(RoutingContext routing) {
        return String.valueOf(routing.pathParam("id"));
    }

    /// Names the run in the answer, as the other doors do.
    public static Consumer<RunHead> named(RoutingContext routing) {
        return run -> run.nameIn(routing.response());
    }

    /// As `named`, in a stream that begins with it.
    public static Consumer<RunHead> begun(RoutingContext routing) {
        return run -> run.begin(routing.response(), EventForm.SERVER_SENT_EVENTS);
    }

    /// Not silently: the answer says which fields it took no notice of.
    public static void nameIgnored(RoutingContext routing, Collection<String> fields) {
        String names = fields.stream()
                .filter(name -> name.length() <= 64 && name.matches("\\w+"))
                .sorted()
                .limit(MOST_NAMED)
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) routing.response().putHeader("x-ignored-parameters", names);
    }

    public void fail(RoutingContext routing, Throwable failure) {
        failures.send(routing, failure);
    }

    public void fail(RoutingContext routing, ProblemType type) {
        String what = routing.request().method() + " " + routing.request().path();
        failures.send(routing, new ProblemException(type, type.title() + ": " + what));
    }
}
