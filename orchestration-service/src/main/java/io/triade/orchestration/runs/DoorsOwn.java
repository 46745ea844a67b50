package io.triade.orchestration.runs;

import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunMetadata;
import io.triade.contracts.runs.RunPage;
import io.triade.contracts.runs.RunRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// Takes the words that a door keeps with a run for itself from none but the doors, and shows them to no others. A door
/// is known by a header, which the edge lets nobody send from outside.
class DoorsOwn {
    private static final String HEADER = "x-doors-own";

    /// @throws ProblemException `invalid-field` where another caller would take such words for their own
    static RunRequest check(RunRequest request, RoutingContext routing) {
        if (routing.request().getHeader(HEADER) == null && new RunMetadata(request.metadata()).hasDoorsOwn()) {
            throw ProblemException.invalidField(
                    "/metadata", "must have keys that do not begin with " + RunMetadata.DOORS_OWN);
        }
        return request;
    }

    @ServerResponseFilter
    public void hide(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getHeaderString(HEADER) != null) return;
        switch (response.getEntity()) {
            case Run run -> response.setEntity(run.withoutDoorsOwn());
            case RunPage page ->
                response.setEntity(new RunPage(
                        page.items().stream().map(Run::withoutDoorsOwn).toList(), page.next()));
            case null, default -> {}
        }
    }
}
