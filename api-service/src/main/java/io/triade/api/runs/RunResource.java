package io.triade.api.runs;

import io.smallrye.mutiny.Uni;
import io.triade.api.routes.Route;
import io.triade.contracts.problems.ProblemException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import org.jspecify.annotations.Nullable;

/// Starts runs and shows their events. What is plain reading of them, and their cancellation, is relayed.
@Path("/v1/runs")
public class RunResource {
    static final String LINES = "application/x-ndjson";

    private static final int MAX_DIGITS = 18;

    private final RunAnswers answers;

    RunResource(RunAnswers answers) {
        this.answers = answers;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, MediaType.SERVER_SENT_EVENTS, LINES})
    public Uni<Void> start(byte[] body, @Context Request request, @Context RoutingContext routing) {
        return answers.start(routing, request, body);
    }

    @GET
    @Path("{runId: " + Route.ID + "}/events")
    @Produces({MediaType.SERVER_SENT_EVENTS, LINES})
    public Uni<Void> follow(
            @PathParam("runId") String runId,
            @HeaderParam("last-event-id") @Nullable String lastEventId,
            @QueryParam("after") @Nullable String after,
            @Context Request request,
            @Context RoutingContext routing) {
        // A browser that attaches again by itself keeps the address and sends the header: the header is newer.
        if (lastEventId == null || lastEventId.isEmpty()) {
            return answers.follow(routing, request, runId, offset("after", after));
        }
        return answers.goOn(routing, request, runId, offset("Last-Event-ID", lastEventId));
    }

    private static long offset(String name, @Nullable String given) {
        if (given == null) return 0;
        if (given.isEmpty()
                || given.length() > MAX_DIGITS
                || !given.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw ProblemException.invalidField(name, "must be the offset of an event, a whole number from 0");
        }
        return Long.parseLong(given);
    }
}
