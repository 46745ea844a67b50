package io.triade.prompt.generations;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.generations.Generation;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.streams.EventStreamAnswer;
import io.triade.defaults.streams.Frame;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/// Answers a question with a model, whole or as it is made. Decides nothing; a caller who hangs up ends the model's
/// work.
@Path("/v1/generations")
@Consumes(MediaType.APPLICATION_JSON)
@NonBlocking
public class GenerationResource {
    private final Generations generations;

    GenerationResource(Generations generations) {
        this.generations = generations;
    }

    @POST
    @Cancellable
    @Produces(MediaType.APPLICATION_JSON + ";qs=1")
    public Uni<Generation> whole(@Nullable GenerationRequest request, @Context RoutingContext routing) {
        return generations.whole(request, Calls.of(routing), Calls.facts(routing));
    }

    @POST
    @Produces(MediaType.SERVER_SENT_EVENTS + ";qs=0.9")
    public Uni<Void> stream(@Nullable GenerationRequest request, @Context RoutingContext routing) {
        return EventStreamAnswer.send(
                routing,
                generations.stream(request, Calls.of(routing), Calls.facts(routing))
                        .map(Frame::encoded));
    }
}
