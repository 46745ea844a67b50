package io.triade.api.openai;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.BoundedBody;
import io.triade.api.answers.Failures;
import io.triade.api.answers.StreamedAnswer;
import io.triade.api.answers.WholeAnswer;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.calls.Calls;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// OpenAI's paths, in and out. Routes of Vert.x and no JAX-RS resource: every failure, the framework's too, must have
/// OpenAI's shape, and this is the door where each microsecond is counted.
@ApplicationScoped
public class OpenAiRoutes {
    private static final String MODELS = "/openai/v1/models";
    private static final int MOST_NAMED = 20;

    private final ChatCompletions completions;
    private final OpenAiModels models;
    private final StreamedAnswer answers;
    private final Failures failures;
    private final int maxBytes;

    OpenAiRoutes(
            ChatCompletions completions,
            OpenAiModels models,
            StreamedAnswer answers,
            Failures failures,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBody) {
        this.completions = completions;
        this.models = models;
        this.answers = answers;
        this.failures = failures;
        this.maxBytes = Math.toIntExact(maxBody.asLongValue());
    }

    void register(@Observes Router router) {
        router.post("/openai/v1/chat/completions").handler(this::complete);
        router.get(MODELS).handler(routing -> send(routing, models.list(Calls.of(routing))));
        router.get(MODELS + "/*").handler(this::model);
        router.route("/openai/v1/chat/completions").handler(routing -> fail(routing, ProblemType.METHOD_NOT_ALLOWED));
        router.route(MODELS).handler(routing -> fail(routing, ProblemType.METHOD_NOT_ALLOWED));
        router.route(MODELS + "/*").handler(routing -> fail(routing, ProblemType.METHOD_NOT_ALLOWED));
        router.route("/openai/*").handler(routing -> fail(routing, ProblemType.NOT_FOUND));
    }

    private void complete(RoutingContext routing) {
        String type = routing.request().getHeader("content-type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            fail(routing, ProblemType.UNSUPPORTED_MEDIA_TYPE);
            return;
        }
        BoundedBody.of(routing.request(), maxBytes)
                .onSuccess(body -> answer(routing, body))
                .onFailure(failure -> failures.send(routing, failure));
    }

    private void answer(RoutingContext routing, Buffer body) {
        try {
            ChatRequest request = OpenAiJson.request(body);
            nameIgnored(routing, request);
            Call call = Calls.of(routing);
            CallFacts facts = Calls.facts(routing);
            if (request.streams()) {
                answers.send(routing, completions.stream(call, request, facts))
                        .subscribe()
                        .with(_ -> {}, failure -> failures.send(routing, failure));
            } else {
                send(routing, completions.whole(call, request, facts));
            }
        } catch (ProblemException refused) {
            failures.send(routing, refused);
        }
    }

    private void model(RoutingContext routing) {
        String path = routing.normalizedPath();
        String id = URLDecoder.decode(path.substring(MODELS.length() + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
        send(routing, models.one(Calls.of(routing), id));
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
    private static void nameIgnored(RoutingContext routing, ChatRequest request) {
        if (request.others().isEmpty()) return;
        String names = request.others().keySet().stream()
                .filter(name -> name.length() <= 64 && name.matches("\\w+"))
                .sorted()
                .limit(MOST_NAMED)
                .collect(Collectors.joining(", "));
        routing.response().putHeader("x-ignored-parameters", names);
    }

    private void fail(RoutingContext routing, ProblemType type) {
        String what = routing.request().method() + " " + routing.request().path();
        failures.send(routing, new ProblemException(type, type.title() + ": " + what));
    }
}
