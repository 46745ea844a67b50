package io.triade.orchestration.runs;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunEvent;
import io.triade.contracts.runs.RunMetadata;
import io.triade.contracts.runs.RunPage;
import io.triade.contracts.runs.RunRequest;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.streams.EventForm;
import io.triade.defaults.streams.EventStreamAnswer;
import io.triade.orchestration.paging.PageRequest;
import io.triade.orchestration.runlog.Batch;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Runs over HTTP: started as a stream of events or as one document, followed from any offset, read, listed, cancelled.
@Path("/v1/runs")
public class RunResource {
    private final Runs runs;
    private final RunAnswers answers;
    private final RunRecords records;

    RunResource(Runs runs, RunAnswers answers, RunRecords records) {
        this.runs = runs;
        this.records = records;
        this.answers = answers;
    }

    @POST
    @NonBlocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(RunAnswers.EVENTS_IF_ASKED_FOR)
    @APIResponse(
            responseCode = "200",
            description = "Run events, one per server-sent event, its id the offset",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = RunEvent.class)))
    public Uni<Void> stream(@Nullable RunRequest request, @Context RoutingContext routing) {
        var asked = RunAnswers.asked(routing);
        return answers.stream(
                routing, asked, runs.start(asked, RunAnswers.naming(routing), DoorsOwn.check(sent(request), routing)));
    }

    @POST
    @NonBlocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Run>> whole(@Nullable RunRequest request, @Context RoutingContext routing) {
        var asked = RunAnswers.asked(routing);
        return answers.whole(
                routing,
                asked,
                runs.start(asked, RunAnswers.naming(routing), DoorsOwn.check(sent(request), routing)),
                (_, run) -> Uni.createFrom().item(run));
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public RunPage page(
            @QueryParam("state") @Nullable String state,
            @QueryParam("sessionId") @Nullable String sessionId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context RoutingContext routing) {
        return runs.page(Calls.of(routing).principal(), state, sessionId, PageRequest.of(limit, cursor));
    }

    @GET
    @Path("{runId}")
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Run> get(@PathParam("runId") String runId, @Context RoutingContext routing) {
        var asked = RunAnswers.asked(routing);
        var preference = RunAnswers.preference(routing);
        Duration patience = preference.seconds() == null ? Duration.ZERO : answers.patience(asked, preference);
        return answers.whileListening(routing, runs.ended(asked, runId, patience));
    }

    @GET
    @Path("{runId}/events")
    @NonBlocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @APIResponse(
            responseCode = "200",
            description = "Run events after an offset, one per server-sent event, its id the offset",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = RunEvent.class)))
    public Uni<Void> events(
            @PathParam("runId") String runId,
            @QueryParam("after") @Nullable String after,
            @HeaderParam("last-event-id") @Nullable String lastEventId,
            @Context RoutingContext routing) {
        var asked = RunAnswers.asked(routing);
        long offset = offset(after == null ? lastEventId : after, after == null ? "last-event-id" : "after");
        Runnable quiet = () -> EventStreamAnswer.open(routing.response(), EventForm.SERVER_SENT_EVENTS);
        return EventStreamAnswer.send(
                routing, runs.follow(asked, runId, offset, quiet).map(Batch::eventStream));
    }

    @DELETE
    @Path("{runId}")
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Run>> cancel(@PathParam("runId") String runId, @Context RoutingContext routing) {
        return runs.cancel(RunAnswers.asked(routing), runId)
                .map(run -> RestResponse.status(
                        run.finishedAt() == null ? RestResponse.Status.ACCEPTED : RestResponse.Status.OK, run));
    }

    @GET
    @Path("{runId}/request")
    @RunOnVirtualThread
    @Produces(MediaType.APPLICATION_JSON)
    public GenerationRequest request(@PathParam("runId") String runId, @Context RoutingContext routing) {
        return records.request(Calls.of(routing).principal(), runId);
    }

    @PUT
    @Path("{runId}/metadata")
    @RunOnVirtualThread
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Run describe(
            @PathParam("runId") String runId, @Nullable RunMetadata metadata, @Context RoutingContext routing) {
        Map<String, String> words = sent(metadata).metadata();
        return records.describe(Calls.of(routing).principal(), runId, words);
    }

    @DELETE
    @Path("{runId}/record")
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Run> remove(@PathParam("runId") String runId, @Context RoutingContext routing) {
        return records.remove(RunAnswers.asked(routing), runId);
    }

    private static long offset(@Nullable String given, String name) {
        if (given == null || given.isEmpty()) return 0;
        if (!given.matches("\\d{1,12}")) {
            throw ProblemException.invalidField(name, "must be the offset of an event, a whole number from 0");
        }
        return Long.parseLong(given);
    }

    private static <T> T sent(@Nullable T body) {
        if (body == null) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "The body is empty; send a JSON object.");
        }
        return body;
    }
}
