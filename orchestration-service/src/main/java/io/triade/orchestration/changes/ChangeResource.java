package io.triade.orchestration.changes;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.triade.contracts.sessions.SyncPage;
import io.triade.defaults.calls.Calls;
import io.triade.orchestration.paging.PageRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/// Changes over HTTP.
@Path("/v1/sessions/changes")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ChangeResource {
    private final Changes changes;

    ChangeResource(Changes changes) {
        this.changes = changes;
    }

    @GET
    public SyncPage since(
            @QueryParam("since") @Nullable String since,
            @QueryParam("limit") @Nullable String limit,
            @Context RoutingContext routing) {
        return changes.since(Calls.of(routing).principal(), PageRequest.of(limit, since));
    }
}
