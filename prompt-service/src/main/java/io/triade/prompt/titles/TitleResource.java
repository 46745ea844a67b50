package io.triade.prompt.titles;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.triade.contracts.generations.Title;
import io.triade.contracts.generations.TitleRequest;
import io.triade.defaults.calls.Calls;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/// Makes titles for conversations.
@Path("/v1/titles")
public class TitleResource {
    private final Titles titles;

    TitleResource(Titles titles) {
        this.titles = titles;
    }

    @POST
    @RunOnVirtualThread
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Title write(@Nullable TitleRequest request, @Context RoutingContext routing) {
        return titles.write(request, Calls.of(routing), Calls.facts(routing));
    }
}
