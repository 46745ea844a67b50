package io.triade.orchestration.channels;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.streams.EventStreamAnswer;
import io.triade.orchestration.loops.OffLoop;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Channels over HTTP: listen to one as an event stream, say something on one.
@Path("/v1/channels/{channel}/messages")
public class ChannelResource {
    private final PublicChannels channels;
    private final OffLoop offLoop;

    ChannelResource(PublicChannels channels, OffLoop offLoop) {
        this.channels = channels;
        this.offLoop = offLoop;
    }

    /// What a caller says.
    public record Said(JsonNode data) {}

    @GET
    @NonBlocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Uni<Void> listen(
            @PathParam("channel") String channel,
            @QueryParam("filter") @Nullable String filter,
            @Context RoutingContext routing) {
        var loop = routing.vertx().getOrCreateContext();
        var principal = Calls.of(routing).principal();
        return offLoop.run(loop, () -> channels.audible(principal, channel), _ -> {})
                .flatMap(audible -> EventStreamAnswer.send(
                        routing,
                        channels.listen(principal, audible, filter, loop).map(ChannelResource::event)));
    }

    @POST
    @RunOnVirtualThread
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<Void> say(
            @PathParam("channel") String channel, @Nullable Said said, @Context RoutingContext routing) {
        if (said == null) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "The body is empty; send a JSON object.");
        }
        channels.publish(Calls.of(routing).principal(), channel, said.data());
        return RestResponse.accepted();
    }

    private static Buffer event(Buffer message) {
        if (message.length() == 0) return Buffer.buffer(": listening\n\n");
        return Buffer.buffer(message.length() + 8)
                .appendString("data: ")
                .appendBuffer(message)
                .appendString("\n\n");
    }
}
