package io.triade.api.openai.models;

import io.triade.api.openai.OpenAiAnswers;
import io.triade.api.openai.OpenAiRoom;
import io.triade.defaults.calls.Calls;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The paths of models, in and out.
@ApplicationScoped
class ModelRoutes implements OpenAiRoom {
    private static final String MODELS = "/openai/v1/models";
    private static final String ONE = MODELS + "/*";

    private final OpenAiModels models;
    private final OpenAiAnswers answers;

    ModelRoutes(OpenAiModels models, OpenAiAnswers answers) {
        this.models = models;
        this.answers = answers;
    }

    @Override
    public void register(Router router) {
        answers.register(
                router,
                MODELS,
                Map.of(HttpMethod.GET, routing -> answers.send(routing, models.list(Calls.of(routing)))));
        answers.register(router, ONE, Map.of(HttpMethod.GET, this::model));
    }

    private void model(RoutingContext routing) {
        String path = routing.normalizedPath();
        String id = URLDecoder.decode(path.substring(MODELS.length() + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
        answers.send(routing, models.one(Calls.of(routing), id));
    }
}
