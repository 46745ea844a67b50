package io.triade.orchestration.turns;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnPage;
import io.triade.contracts.sessions.TurnRequest;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.streams.EventStreamAnswer;
import io.triade.defaults.streams.Frame;
import io.triade.orchestration.paging.PageRequest;
import io.triade.orchestration.turns.LiveTurn.Asked;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/// Turns over HTTP: asked as a stream of events or as one document, read later.
@Path("/v1/sessions/{sessionId}/turns")
public class TurnResource {
    /// Below the document in quality, so that who accepts anything gets the document.
    private static final String EVENTS_IF_ASKED_FOR = MediaType.SERVER_SENT_EVENTS + ";qs=0.5";

    private final Turns turns;
    private final LiveTurns live;

    TurnResource(Turns turns, LiveTurns live) {
        this.turns = turns;
        this.live = live;
    }

    @POST
    @NonBlocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(EVENTS_IF_ASKED_FOR)
    @APIResponse(
            responseCode = "200",
            description = "Run events, one per server-sent event, its id the offset",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = RunEvent.class)))
    public Uni<Void> stream(
            @PathParam("sessionId") String sessionId, @Nullable TurnRequest request, @Context RoutingContext routing) {
        var frames = live.stream(asked(routing), sessionId, sent(request));
        return EventStreamAnswer.send(routing, frames.map(Frame::encoded));
    }

    @POST
    @NonBlocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Turn> whole(
            @PathParam("sessionId") String sessionId, @Nullable TurnRequest request, @Context RoutingContext routing) {
        return live.whole(asked(routing), sessionId, sent(request));
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public TurnPage page(
            @PathParam("sessionId") String sessionId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context RoutingContext routing) {
        return turns.page(Calls.of(routing).principal(), sessionId, PageRequest.of(limit, cursor));
    }

    @GET
    @Path("{turnId}")
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Turn get(
            @PathParam("sessionId") String sessionId,
            @PathParam("turnId") String turnId,
            @Context RoutingContext routing) {
        return turns.get(Calls.of(routing).principal(), sessionId, turnId);
    }

    private static Asked asked(RoutingContext routing) {
        return new Asked(
                Calls.of(routing), Calls.facts(routing), routing.vertx().getOrCreateContext());
    }

    private static TurnRequest sent(@Nullable TurnRequest body) {
        if (body == null) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "The body is empty; send a JSON object.");
        }
        return body;
    }
}
