package io.triade.api.lex;

import io.triade.api.answers.BoundedBody;
import io.triade.api.answers.Failures;
import io.triade.api.answers.ForeignJson;
import io.triade.api.answers.WholeAnswer;
import io.triade.api.foreign.Methods;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Calls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Map;

/// Where a bot's code hook brings its event. What is no event of Lex is refused as a problem; every other answer is
/// one that Lex understands, with status 200.
@ApplicationScoped
public class LexRoutes {
    static final String PATH = "/lex/v2/fulfilment";

    /// An event holds what was said and what the bot remembers, and Lambda takes 6 MB at most.
    private static final int MOST_BYTES = 1_000_000;

    private final Fulfilment fulfilment;
    private final Failures failures;

    LexRoutes(Fulfilment fulfilment, Failures failures) {
        this.fulfilment = fulfilment;
        this.failures = failures;
    }

    void register(@Observes Router router) {
        Methods.register(router, PATH, Map.of(HttpMethod.POST, this::take), failures);
    }

    private void take(RoutingContext routing) {
        String type = routing.request().getHeader("content-type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            failures.send(
                    routing,
                    new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the event as application/json."));
            return;
        }
        BoundedBody.of(routing.request(), MOST_BYTES)
                .onSuccess(body -> answer(routing, body))
                .onFailure(failure -> failures.send(routing, failure));
    }

    private void answer(RoutingContext routing, Buffer body) {
        try {
            LexEvent event = ForeignJson.read(body, LexEvent.class).checked();
            WholeAnswer.of(routing, fulfilment.answer(Calls.of(routing), event, Calls.facts(routing)))
                    .subscribe()
                    .with(
                            response -> routing.response()
                                    .putHeader("content-type", "application/json")
                                    .end(Buffer.buffer(ForeignJson.bytes(response))),
                            failure -> failures.send(routing, failure));
        } catch (RuntimeException failed) {
            failures.send(routing, failed);
        }
    }
}
