package io.triade.orchestration.runs.attempts;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Hangs up on who still comes when this replica has given its runs back. An answer, even a refusal, would be taken for
/// what became of the request; a connection that broke is asked again elsewhere.
@ApplicationScoped
class LateRequests {
    /// Before anything else of ours looks at a request.
    private static final int FIRST = 1_000;

    private final LiveRuns live;

    LateRequests(LiveRuns live) {
        this.live = live;
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, FIRST);
    }

    private void admit(RoutingContext routing) {
        if (live.leaving() && routing.normalizedPath().startsWith("/v1/")) {
            routing.request().connection().close();
            return;
        }
        routing.next();
    }
}
