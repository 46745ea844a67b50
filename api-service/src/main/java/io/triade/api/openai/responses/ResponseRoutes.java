package io.triade.api.openai.responses;

import io.smallrye.mutiny.Uni;
import io.triade.api.openai.OpenAiAnswers;
import io.triade.api.openai.OpenAiRoom;
import io.triade.api.runs.RunStart;
import io.triade.contracts.problems.ProblemException;
import io.triade.defaults.calls.Calls;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The paths of the Responses API, in and out.
@ApplicationScoped
class ResponseRoutes implements OpenAiRoom {
    private static final String RESPONSES = "/openai/v1/responses";
    private static final String ONE = RESPONSES + "/:id";
    private static final String TOKENS = RESPONSES + "/input_tokens";
    private static final String CANCEL = ONE + "/cancel";
    private static final String INPUT = ONE + "/input_items";

    private final Responses responses;
    private final KeptResponses kept;
    private final InputTokens tokens;
    private final OpenAiAnswers answers;

    ResponseRoutes(Responses responses, KeptResponses kept, InputTokens tokens, OpenAiAnswers answers) {
        this.tokens = tokens;
        this.responses = responses;
        this.kept = kept;
        this.answers = answers;
    }

    @Override
    public void register(Router router) {
        answers.register(
                router,
                RESPONSES,
                Map.of(
                        HttpMethod.POST,
                        routing -> answers.read(routing, ResponseRequest.class, asked -> create(routing, asked))));
        // Before the responses, of which it could be the id of one.
        answers.register(
                router,
                TOKENS,
                Map.of(
                        HttpMethod.POST,
                        routing -> answers.read(routing, ResponseRequest.class, asked -> count(routing, asked))));
        answers.register(
                router,
                ONE,
                Map.of(
                        HttpMethod.GET,
                        routing -> answers.guarded(routing, () -> read(routing)),
                        HttpMethod.DELETE,
                        routing -> answers.guarded(routing, () -> remove(routing))));
        answers.register(
                router, CANCEL, Map.of(HttpMethod.POST, routing -> answers.guarded(routing, () -> cancel(routing))));
        answers.register(
                router, INPUT, Map.of(HttpMethod.GET, routing -> answers.guarded(routing, () -> input(routing))));
    }

    private void create(RoutingContext routing, ResponseRequest request) {
        OpenAiAnswers.nameIgnored(routing, request.others().keySet());
        String key = RunStart.keyIn(routing.request().headers());
        var head = request.streams() ? OpenAiAnswers.begun(routing) : OpenAiAnswers.named(routing);
        var wanted = new Responses.Wanted(Calls.of(routing), request, key, head, Calls.facts(routing));
        if (request.streams()) stream(routing, responses.stream(wanted));
        else answers.send(routing, responses.whole(wanted));
    }

    private void count(RoutingContext routing, ResponseRequest request) {
        OpenAiAnswers.nameIgnored(routing, request.others().keySet());
        answers.send(routing, tokens.count(Calls.of(routing), request, Calls.facts(routing)));
    }

    private void read(RoutingContext routing) {
        String id = OpenAiAnswers.id(routing);
        var query = routing.queryParams();
        if ("true".equals(query.get("stream"))) {
            long after = after(query.get("starting_after"));
            var begun = OpenAiAnswers.begun(routing);
            stream(routing, kept.follow(Calls.of(routing), id, after, begun, Calls.facts(routing)));
        } else {
            answers.send(routing, kept.read(Calls.of(routing), id, Calls.facts(routing)));
        }
    }

    private void stream(RoutingContext routing, Uni<ResponseStream> stream) {
        stream.subscribe()
                .with(
                        known -> answers.stream(routing, known.chunks(), known.lastWord()),
                        failure -> answers.fail(routing, failure));
    }

    private static long after(@Nullable String given) {
        if (given == null) return -1;
        if (given.matches("\\d{1,12}")) return Long.parseLong(given);
        throw ProblemException.invalidField("starting_after", "must be the sequence_number of an event");
    }

    private void cancel(RoutingContext routing) {
        answers.send(routing, kept.cancel(Calls.of(routing), OpenAiAnswers.id(routing), Calls.facts(routing)));
    }

    private void remove(RoutingContext routing) {
        answers.send(routing, kept.remove(Calls.of(routing), OpenAiAnswers.id(routing)));
    }

    private void input(RoutingContext routing) {
        var page = InputList.Page.of(routing.queryParams());
        answers.send(routing, kept.input(Calls.of(routing), OpenAiAnswers.id(routing), page));
    }
}
