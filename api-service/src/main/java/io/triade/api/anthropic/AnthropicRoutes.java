package io.triade.api.anthropic;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.BoundedBody;
import io.triade.api.answers.Failures;
import io.triade.api.answers.ForeignJson;
import io.triade.api.answers.StreamedAnswer;
import io.triade.api.answers.WholeAnswer;
import io.triade.api.anthropic.requests.ApiVersion;
import io.triade.api.anthropic.requests.MessagesRequest;
import io.triade.api.foreign.Methods;
import io.triade.api.runs.RunStart;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.streams.EventForm;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Anthropic's paths, in and out. Routes of Vert.x and no JAX-RS resource, as at OpenAI's door: every failure, the
/// framework's too, must have Anthropic's shape.
@ApplicationScoped
public class AnthropicRoutes {
    private static final String MESSAGES = "/anthropic/v1/messages";
    private static final String COUNT = MESSAGES + "/count_tokens";
    private static final String MODELS = "/anthropic/v1/models";
    private static final int MOST_NAMED = 20;

    private final Messages messages;
    private final MessageRuns runs;
    private final AnthropicModels models;
    private final StreamedAnswer answers;
    private final Failures failures;
    private final int maxBytes;

    AnthropicRoutes(
            Messages messages,
            MessageRuns runs,
            AnthropicModels models,
            StreamedAnswer answers,
            Failures failures,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBody) {
        this.messages = messages;
        this.runs = runs;
        this.models = models;
        this.answers = answers;
        this.failures = failures;
        this.maxBytes = Math.toIntExact(maxBody.asLongValue());
    }

    void register(@Observes Router router) {
        router.route("/anthropic/*").handler(this::checkVersion);
        known(router, MESSAGES, HttpMethod.POST, routing -> read(routing, this::create));
        known(router, COUNT, HttpMethod.POST, routing -> read(routing, this::count));
        known(router, MODELS, HttpMethod.GET, this::models);
        known(router, MODELS + "/*", HttpMethod.GET, this::model);
        router.route("/anthropic/*").handler(routing -> fail(routing, ProblemType.NOT_FOUND));
    }

    private void known(Router router, String path, HttpMethod method, Handler<RoutingContext> answer) {
        Methods.register(router, path, Map.of(method, answer), failures);
    }

    private void checkVersion(RoutingContext routing) {
        try {
            var _ = version(routing);
            routing.next();
        } catch (ProblemException refused) {
            failures.send(routing, refused);
        }
    }

    private static ApiVersion version(RoutingContext routing) {
        return ApiVersion.of(routing.request().getHeader(ApiVersion.HEADER));
    }

    private void read(RoutingContext routing, BiConsumer<RoutingContext, MessagesRequest> use) {
        String type = routing.request().getHeader("content-type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            fail(routing, ProblemType.UNSUPPORTED_MEDIA_TYPE);
            return;
        }
        BoundedBody.of(routing.request(), maxBytes)
                .onSuccess(body -> {
                    try {
                        MessagesRequest request = ForeignJson.read(body, MessagesRequest.class);
                        version(routing).check(request);
                        nameIgnored(routing, request);
                        use.accept(routing, request);
                    } catch (RuntimeException failed) {
                        failures.send(routing, failed);
                    }
                })
                .onFailure(failure -> failures.send(routing, failure));
    }

    private void create(RoutingContext routing, MessagesRequest request) {
        var call = Calls.of(routing);
        var facts = Calls.facts(routing);
        String key = RunStart.keyIn(routing.request().headers());
        if (key == null) {
            if (request.streams()) stream(routing, messages.stream(call, request, facts));
            else send(routing, messages.whole(call, request, facts));
            return;
        }
        RunStart start = runs.start(call, request, key);
        if (request.streams())
            streamRun(
                    routing,
                    runs.stream(
                            start, request, facts, run -> run.begin(routing.response(), EventForm.SERVER_SENT_EVENTS)));
        else send(routing, runs.whole(start, request, facts, run -> run.nameIn(routing.response())));
    }

    private void count(RoutingContext routing, MessagesRequest request) {
        send(routing, messages.count(Calls.of(routing), request, Calls.facts(routing)));
    }

    private void models(RoutingContext routing) {
        try {
            send(routing, models.list(Calls.of(routing), routing.queryParams()));
        } catch (ProblemException refused) {
            failures.send(routing, refused);
        }
    }

    private void model(RoutingContext routing) {
        String path = routing.normalizedPath();
        String id = URLDecoder.decode(path.substring(MODELS.length() + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
        send(routing, models.one(Calls.of(routing), id));
    }

    private void stream(RoutingContext routing, Multi<Buffer> chunks) {
        answers.send(routing, chunks).subscribe().with(_ -> {}, failure -> failures.send(routing, failure));
    }

    /// The run goes on without it, so it is ended with a last word.
    private void streamRun(RoutingContext routing, Multi<Buffer> chunks) {
        String traceId = Calls.of(routing).traceId();
        answers.send(
                        routing,
                        chunks,
                        EventForm.SERVER_SENT_EVENTS,
                        why -> MessageEvents.error(Failures.known(why), traceId))
                .subscribe()
                .with(_ -> {}, failure -> failures.send(routing, failure));
    }

    private void send(RoutingContext routing, Uni<Buffer> answer) {
        WholeAnswer.of(routing, answer)
                .subscribe()
                .with(
                        body -> routing.response()
                                .putHeader("content-type", "application/json")
                                .end(body),
                        failure -> failures.send(routing, failure));
    }

    /// Not silently: the answer says which fields it took no notice of.
    private static void nameIgnored(RoutingContext routing, MessagesRequest request) {
        String names = request.ignored().stream()
                .filter(name -> name.length() <= 64 && name.matches("[\\w.]+"))
                .sorted()
                .limit(MOST_NAMED)
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) routing.response().putHeader("x-ignored-parameters", names);
    }

    private void fail(RoutingContext routing, ProblemType type) {
        String what = routing.request().method() + " " + routing.request().path();
        failures.send(routing, new ProblemException(type, type.title() + ": " + what));
    }
}
