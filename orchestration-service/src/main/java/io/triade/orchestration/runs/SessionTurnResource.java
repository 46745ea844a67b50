package io.triade.orchestration.runs;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// A session's next turn, which is a run: started as a stream of events or as one document.
@Path("/v1/sessions/{sessionId}/turns")
@Consumes(MediaType.APPLICATION_JSON)
@NonBlocking
public class SessionTurnResource {
    private final Runs runs;
    private final RunAnswers answers;

    SessionTurnResource(Runs runs, RunAnswers answers) {
        this.runs = runs;
        this.answers = answers;
    }

    @POST
    @Produces(RunAnswers.EVENTS_IF_ASKED_FOR)
    @APIResponse(
            responseCode = "200",
            description = "Run events, one per server-sent event, its id the offset",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = RunEvent.class)))
    public Uni<Void> stream(
            @PathParam("sessionId") String sessionId, @Nullable TurnRequest request, @Context RoutingContext routing) {
        var asked = RunAnswers.asked(routing);
        var started = runs.startTurn(asked, RunAnswers.naming(routing), sessionId, sent(request));
        return answers.stream(routing, asked, started);
    }

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Turn>> whole(
            @PathParam("sessionId") String sessionId, @Nullable TurnRequest request, @Context RoutingContext routing) {
        var asked = RunAnswers.asked(routing);
        var started = runs.startTurn(asked, RunAnswers.naming(routing), sessionId, sent(request));
        return answers.whole(routing, asked, started, (held, _) -> runs.turn(asked, held));
    }

    private static TurnRequest sent(@Nullable TurnRequest body) {
        if (body == null) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "The body is empty; send a JSON object.");
        }
        return body;
    }
}
