package io.triade.prompt.embeddings;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.embeddings.EmbeddingRequest;
import io.triade.contracts.embeddings.Embeddings;
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

/// Turns texts into vectors. A caller who hangs up ends the model's work.
@Path("/v1/embeddings")
public class EmbeddingResource {
    private final Embedding embedding;

    EmbeddingResource(Embedding embedding) {
        this.embedding = embedding;
    }

    @POST
    @NonBlocking
    @Cancellable
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Embeddings> embed(@Nullable EmbeddingRequest request, @Context RoutingContext routing) {
        return embedding.embed(request, Calls.of(routing), Calls.facts(routing));
    }
}
