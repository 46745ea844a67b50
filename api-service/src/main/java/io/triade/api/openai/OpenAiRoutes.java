package io.triade.api.openai;

import io.triade.api.answers.Failures;
import io.triade.api.runs.RunStart;
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
import java.util.ArrayList;
import java.util.List;

/// OpenAI's paths, in and out. Routes of Vert.x and no JAX-RS resource: every failure, the framework's too, must have
/// OpenAI's shape, and this is the door where each microsecond is counted.
@ApplicationScoped
public class OpenAiRoutes {
    private static final String CHAT = "/openai/v1/chat/completions";
    private static final String EMBEDDINGS = "/openai/v1/embeddings";
    private static final String MODELS = "/openai/v1/models";

    private final ChatCompletions completions;
    private final KeptCompletions kept;
    private final OpenAiEmbeddings embeddings;
    private final OpenAiModels models;
    private final ResponseRoutes responses;
    private final OpenAiAnswers answers;

    OpenAiRoutes(
            ChatCompletions completions,
            KeptCompletions kept,
            OpenAiEmbeddings embeddings,
            OpenAiModels models,
            ResponseRoutes responses,
            OpenAiAnswers answers) {
        this.completions = completions;
        this.kept = kept;
        this.embeddings = embeddings;
        this.models = models;
        this.responses = responses;
        this.answers = answers;
    }

    void register(@Observes Router router) {
        router.route("/openai/*").handler(answers::open);
        router.post(CHAT).handler(routing -> answers.read(routing, ChatRequest.class, ask -> complete(routing, ask)));
        router.get(CHAT + "/:id").handler(routing -> answers.guarded(routing, () -> read(routing)));
        router.delete(CHAT + "/:id").handler(routing -> answers.guarded(routing, () -> remove(routing)));
        router.post(EMBEDDINGS)
                .handler(
                        routing -> answers.read(routing, OpenAiEmbeddings.Asked.class, asked -> embed(routing, asked)));
        router.get(MODELS).handler(routing -> answers.send(routing, models.list(Calls.of(routing))));
        router.get(MODELS + "/*").handler(this::model);
        responses.register(router);
        for (String known : List.of(CHAT, CHAT + "/:id", EMBEDDINGS, MODELS, MODELS + "/*")) {
            router.route(known).handler(routing -> answers.fail(routing, ProblemType.METHOD_NOT_ALLOWED));
        }
        router.route("/openai/*").handler(routing -> answers.fail(routing, ProblemType.NOT_FOUND));
    }

    private void complete(RoutingContext routing, ChatRequest request) {
        Call call = Calls.of(routing);
        CallFacts facts = Calls.facts(routing);
        String key = RunStart.keyIn(routing.request().headers());
        boolean run = request.kept() || key != null;
        var ignored = new ArrayList<>(request.others().keySet());
        if (!run && request.metadata() != null) ignored.add("metadata");
        OpenAiAnswers.nameIgnored(routing, ignored);
        if (run) {
            RunStart start = kept.start(call, request, key);
            var named = OpenAiAnswers.named(routing);
            if (request.streams()) {
                answers.stream(routing, kept.stream(start, request, named, facts), OpenAiRoutes::lastWord);
            } else {
                answers.send(routing, kept.whole(start, request, named, facts));
            }
        } else if (request.streams()) {
            answers.stream(routing, completions.stream(call, request, facts));
        } else {
            answers.send(routing, completions.whole(call, request, facts));
        }
    }

    private static Buffer lastWord(Throwable why) {
        return ChatChunks.error(Failures.known(why));
    }

    private void read(RoutingContext routing) {
        answers.send(routing, kept.read(Calls.of(routing), OpenAiAnswers.id(routing), Calls.facts(routing)));
    }

    private void remove(RoutingContext routing) {
        answers.send(routing, kept.remove(Calls.of(routing), OpenAiAnswers.id(routing)));
    }

    private void embed(RoutingContext routing, OpenAiEmbeddings.Asked asked) {
        OpenAiAnswers.nameIgnored(routing, asked.others().keySet());
        answers.send(routing, embeddings.embed(Calls.of(routing), asked, Calls.facts(routing)));
    }

    private void model(RoutingContext routing) {
        String path = routing.normalizedPath();
        String id = URLDecoder.decode(path.substring(MODELS.length() + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
        answers.send(routing, models.one(Calls.of(routing), id));
    }
}
