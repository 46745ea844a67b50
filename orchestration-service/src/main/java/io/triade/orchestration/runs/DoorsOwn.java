package io.triade.orchestration.runs;

import io.triade.contracts.runs.Run;
import io.triade.contracts.runs.RunPage;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// Shows the words that a door keeps with a run for itself to none but the doors. They ask by a header, which the edge
/// lets nobody send from outside.
class DoorsOwn {
    private static final String HEADER = "x-doors-own";

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
