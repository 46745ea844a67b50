package io.triade.api.sessions;

import io.smallrye.mutiny.Uni;
import io.triade.api.routes.Route;
import io.triade.api.runs.RunAnswers;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;

/// Starts a turn, which is a run, and answers with it, whole or event by event. The body is passed on as it came:
/// the orchestration tier reads it.
@Path("/v1/sessions/{sessionId: " + Route.ID + "}/turns")
@Consumes(MediaType.APPLICATION_JSON)
public class TurnResource {
    private final RunAnswers answers;

    TurnResource(RunAnswers answers) {
        this.answers = answers;
    }

    @POST
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS, "application/x-ndjson"})
    public Uni<Void> start(byte[] body, @Context Request request, @Context RoutingContext routing) {
        return answers.start(routing, request, body);
    }
}
