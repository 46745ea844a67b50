package io.triade.api.sessions;

import io.smallrye.mutiny.Uni;
import io.triade.api.answers.StreamedAnswer;
import io.triade.api.answers.WholeAnswer;
import io.triade.api.routes.Route;
import io.triade.defaults.calls.Calls;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Variant;
import java.util.List;

/// Starts a turn and answers with it, whole or event by event. The body is passed on as it came: the orchestration tier
/// reads it.
@Path("/v1/sessions/{sessionId: " + Route.ID + "}/turns")
@Consumes(MediaType.APPLICATION_JSON)
public class TurnResource {
    private static final List<Variant> SHAPES = Variant.mediaTypes(
                    MediaType.APPLICATION_JSON_TYPE, MediaType.SERVER_SENT_EVENTS_TYPE)
            .build();

    private final Turns turns;
    private final StreamedAnswer answers;

    TurnResource(Turns turns, StreamedAnswer answers) {
        this.turns = turns;
        this.answers = answers;
    }

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Buffer> whole(
            @PathParam("sessionId") String sessionId,
            byte[] body,
            @Context Request request,
            @Context RoutingContext routing) {
        // quarkus-rest would come here for any Accept, run the turn, and only then see that nobody can read it.
        if (request.selectVariant(SHAPES) == null) throw new NotAcceptableException();
        return WholeAnswer.of(
                routing, turns.whole(Calls.of(routing), sessionId, Buffer.buffer(body), Calls.facts(routing)));
    }

    @POST
    @Produces(MediaType.SERVER_SENT_EVENTS + ";qs=0.9")
    public Uni<Void> stream(@PathParam("sessionId") String sessionId, byte[] body, @Context RoutingContext routing) {
        return answers.send(
                routing, turns.stream(Calls.of(routing), sessionId, Buffer.buffer(body), Calls.facts(routing)));
    }
}
