package io.triade.orchestration.channels;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.changes.ChangeNotice;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.streams.EventStreamAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// Change notices over HTTP, for the edges. No route of theirs leads here.
@Path(ChangeNotice.PATH)
public class ChangeNoticeResource {
    private final ChangeNotices notices;

    ChangeNoticeResource(ChangeNotices notices) {
        this.notices = notices;
    }

    @GET
    @NonBlocking
    @Operation(hidden = true)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Uni<Void> listen(@Context RoutingContext routing) {
        var loop = routing.vertx().getOrCreateContext();
        var principal = Calls.of(routing).principal();
        return EventStreamAnswer.send(routing, notices.listen(principal, loop).map(ChangeNoticeResource::event));
    }

    private static Buffer event(Buffer notice) {
        return Buffer.buffer(notice.length() + 8)
                .appendString("data: ")
                .appendBuffer(notice)
                .appendString("\n\n");
    }
}
