package io.triade.prompt.generations;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.generations.GenerationRequest;
import io.triade.contracts.generations.TokenCount;
import io.triade.defaults.calls.Calls;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/// Counts the tokens of a question as its model would, without asking it.
@Path("/v1/token-counts")
public class TokenCountResource {
    private final Generations generations;

    TokenCountResource(Generations generations) {
        this.generations = generations;
    }

    @POST
    @Cancellable
    @NonBlocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<TokenCount> count(@Nullable GenerationRequest request, @Context RoutingContext routing) {
        return generations.count(request, Calls.of(routing), Calls.facts(routing));
    }
}
