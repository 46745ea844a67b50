package io.triade.api.openai.chat;

import io.triade.api.answers.Failures;
import io.triade.api.openai.OpenAiAnswers;
import io.triade.api.openai.OpenAiRoom;
import io.triade.api.runs.RunStart;
import io.triade.contracts.problems.ProblemException;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.calls.Calls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The paths of chat completions, in and out.
@ApplicationScoped
class ChatRoutes implements OpenAiRoom {
    private static final String CHAT = "/openai/v1/chat/completions";
    private static final String ONE = CHAT + "/:id";

    private final ChatCompletions completions;
    private final KeptCompletions kept;
    private final CompletionList list;
    private final OpenAiAnswers answers;

    /// What is to be kept with a completion in place of what was.
    record Described(@Nullable Map<String, String> metadata) {}

    ChatRoutes(ChatCompletions completions, KeptCompletions kept, CompletionList list, OpenAiAnswers answers) {
        this.list = list;
        this.completions = completions;
        this.kept = kept;
        this.answers = answers;
    }

    @Override
    public void register(Router router) {
        answers.register(
                router,
                CHAT,
                Map.of(
                        HttpMethod.POST,
                        routing -> answers.read(routing, ChatRequest.class, ask -> complete(routing, ask)),
                        HttpMethod.GET,
                        routing -> answers.guarded(routing, () -> list(routing))));
        answers.register(
                router,
                ONE,
                Map.of(
                        HttpMethod.GET,
                        routing -> answers.guarded(routing, () -> read(routing)),
                        HttpMethod.POST,
                        routing -> answers.read(routing, Described.class, words -> describe(routing, words)),
                        HttpMethod.DELETE,
                        routing -> answers.guarded(routing, () -> remove(routing))));
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
            if (request.streams()) {
                var begun = OpenAiAnswers.begun(routing);
                answers.stream(routing, kept.stream(start, request, begun, facts), ChatRoutes::lastWord);
            } else {
                answers.send(routing, kept.whole(start, request, OpenAiAnswers.named(routing), facts));
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

    private void list(RoutingContext routing) {
        var query = ListQuery.of(routing.queryParams());
        answers.send(routing, list.page(Calls.of(routing), query, Calls.facts(routing)));
    }

    private void describe(RoutingContext routing, Described words) {
        if (words.metadata() == null) throw ProblemException.invalidField("/metadata", "is required: an object");
        String id = OpenAiAnswers.id(routing);
        answers.send(routing, kept.describe(Calls.of(routing), id, words.metadata(), Calls.facts(routing)));
    }

    private void read(RoutingContext routing) {
        answers.send(routing, kept.read(Calls.of(routing), OpenAiAnswers.id(routing), Calls.facts(routing)));
    }

    private void remove(RoutingContext routing) {
        answers.send(routing, kept.remove(Calls.of(routing), OpenAiAnswers.id(routing)));
    }
}
