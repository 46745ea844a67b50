package io.triade.orchestration.turns;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.triade.contracts.sessions.Turn;
import io.triade.contracts.sessions.TurnPage;
import io.triade.defaults.calls.Calls;
import io.triade.orchestration.paging.PageRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/// Turns over HTTP, as they are stored. Starting one is starting a run.
@Path("/v1/sessions/{sessionId}/turns")
public class TurnResource {
    private final Turns turns;

    TurnResource(Turns turns) {
        this.turns = turns;
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
}
