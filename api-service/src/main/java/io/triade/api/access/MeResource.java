package io.triade.api.access;

import io.smallrye.common.annotation.NonBlocking;
import io.triade.contracts.access.Principal;
import io.triade.defaults.calls.Calls;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/// Shows callers who they are taken for.
@Path("/v1/me")
public class MeResource {
    @GET
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    public Principal me(@Context RoutingContext routing) {
        return Calls.of(routing).principal();
    }
}
