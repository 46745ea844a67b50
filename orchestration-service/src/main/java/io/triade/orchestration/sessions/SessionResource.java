package io.triade.orchestration.sessions;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.sessions.Session;
import io.triade.contracts.sessions.SessionChange;
import io.triade.contracts.sessions.SessionPage;
import io.triade.defaults.calls.Calls;
import io.triade.orchestration.paging.PageRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Sessions over HTTP.
@Path("/v1/sessions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SessionResource {
    private final Sessions sessions;

    SessionResource(Sessions sessions) {
        this.sessions = sessions;
    }

    @POST
    @APIResponse(
            responseCode = "201",
            description = "Location names the new session",
            content = @Content(schema = @Schema(implementation = Session.class)))
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<Session> create(@Nullable SessionChange wanted, @Context RoutingContext routing) {
        return created(sessions.create(principal(routing), sent(wanted)));
    }

    @PUT
    @Path("{sessionId}")
    @APIResponse(
            responseCode = "200",
            description = "It was created before; what has become of it",
            content = @Content(schema = @Schema(implementation = Session.class)))
    @APIResponse(
            responseCode = "201",
            description = "Location names the new session",
            content = @Content(schema = @Schema(implementation = Session.class)))
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<Session> create(
            @PathParam("sessionId") String sessionId, @Nullable SessionChange wanted, @Context RoutingContext routing) {
        var created = sessions.create(principal(routing), sessionId, sent(wanted));
        return created.fresh() ? created(created.session()) : tagged(created.session());
    }

    @GET
    public SessionPage page(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context RoutingContext routing) {
        return sessions.page(principal(routing), PageRequest.of(limit, cursor));
    }

    @GET
    @Path("{sessionId}")
    @APIResponse(
            responseCode = "200",
            description = "The session",
            content = @Content(schema = @Schema(implementation = Session.class)))
    @APIResponse(responseCode = "304", description = "It is as If-None-Match says")
    public RestResponse<Session> get(@PathParam("sessionId") String sessionId, @Context RoutingContext routing) {
        Session session = sessions.get(principal(routing), sessionId);
        if (!known(tag(session), routing.request().headers().getAll("if-none-match"))) return tagged(session);
        return RestResponse.ResponseBuilder.<Session>create(RestResponse.Status.NOT_MODIFIED)
                .header("ETag", tag(session))
                .build();
    }

    /// RFC 9110, 13.1.2: a weak tag will do.
    private static boolean known(String tag, List<String> conditions) {
        return conditions.stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .anyMatch(given -> given.equals("*") || given.equals(tag) || given.equals("W/" + tag));
    }

    @PATCH
    @Path("{sessionId}")
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<Session> change(
            @PathParam("sessionId") String sessionId,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @QueryParam("resolution") @Nullable String resolution,
            @Nullable SessionChange change,
            @Context RoutingContext routing) {
        var base = Base.of(ifMatch, resolution);
        return tagged(sessions.change(principal(routing), sessionId, sent(change), base));
    }

    @DELETE
    @Path("{sessionId}")
    public void delete(
            @PathParam("sessionId") String sessionId,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @QueryParam("resolution") @Nullable String resolution,
            @Context RoutingContext routing) {
        sessions.delete(principal(routing), sessionId, Base.of(ifMatch, resolution));
    }

    /// A relative reference: the edge answers under another host name.
    private static RestResponse<Session> created(Session session) {
        return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, session)
                .header("Location", "/v1/sessions/" + session.id())
                .header("ETag", tag(session))
                .build();
    }

    private static RestResponse<Session> tagged(Session session) {
        return RestResponse.ResponseBuilder.ok(session)
                .header("ETag", tag(session))
                .build();
    }

    private static String tag(Session session) {
        return "\"" + session.version() + "\"";
    }

    private static Principal principal(RoutingContext routing) {
        return Calls.of(routing).principal();
    }

    private static SessionChange sent(@Nullable SessionChange body) {
        if (body == null) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "The body is empty; send a JSON object.");
        }
        return body;
    }
}
