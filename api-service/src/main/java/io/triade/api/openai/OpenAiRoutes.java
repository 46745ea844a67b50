package io.triade.api.openai;

import io.quarkus.arc.All;
import io.triade.contracts.problems.ProblemType;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/// OpenAI's paths, in and out. Routes of Vert.x and no JAX-RS resource: every failure, the framework's too, must have
/// OpenAI's shape, and this is the door where each microsecond is counted.
@ApplicationScoped
public class OpenAiRoutes {
    private final List<OpenAiRoom> rooms;
    private final OpenAiAnswers answers;

    OpenAiRoutes(@All List<OpenAiRoom> rooms, OpenAiAnswers answers) {
        this.rooms = rooms;
        this.answers = answers;
    }

    void register(@Observes Router router) {
        router.route("/openai/*").handler(answers::open);
        rooms.forEach(room -> room.register(router));
        router.route("/openai/*").handler(routing -> answers.fail(routing, ProblemType.NOT_FOUND));
    }
}
