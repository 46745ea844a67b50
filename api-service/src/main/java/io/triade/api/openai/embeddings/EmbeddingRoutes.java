package io.triade.api.openai.embeddings;

import io.triade.api.openai.OpenAiAnswers;
import io.triade.api.openai.OpenAiRoom;
import io.triade.defaults.calls.Calls;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/// The path of embeddings, in and out.
@ApplicationScoped
class EmbeddingRoutes implements OpenAiRoom {
    private static final String EMBEDDINGS = "/openai/v1/embeddings";

    private final OpenAiEmbeddings embeddings;
    private final OpenAiAnswers answers;

    EmbeddingRoutes(OpenAiEmbeddings embeddings, OpenAiAnswers answers) {
        this.embeddings = embeddings;
        this.answers = answers;
    }

    @Override
    public void register(Router router) {
        answers.register(
                router,
                EMBEDDINGS,
                Map.of(
                        HttpMethod.POST,
                        routing ->
                                answers.read(routing, OpenAiEmbeddings.Asked.class, asked -> embed(routing, asked))));
    }

    private void embed(RoutingContext routing, OpenAiEmbeddings.Asked asked) {
        OpenAiAnswers.nameIgnored(routing, asked.others().keySet());
        answers.send(routing, embeddings.embed(Calls.of(routing), asked, Calls.facts(routing)));
    }
}
