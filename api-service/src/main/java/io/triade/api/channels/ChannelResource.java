package io.triade.api.channels;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.answers.Failures;
import io.triade.api.answers.StreamedAnswer;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.Detached;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.EventForm;
import io.triade.defaults.streams.EventStreamAnswer;
import io.triade.defaults.streams.TierClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Variant;
import java.net.URI;
import java.util.List;

/// The messages of a channel while they are published. A subscription that breaks is not mended in silence: what was
/// published meanwhile is lost, and its reader must know.
@Path("/v1/channels/{channel}/messages")
public class ChannelResource {
    private static final List<Variant> EVENTS =
            Variant.mediaTypes(MediaType.SERVER_SENT_EVENTS_TYPE).build();

    private final TierClient client;
    private final URI orchestration;
    private final StreamedAnswer answers;
    private final EventCodec codec;

    ChannelResource(TierClient client, Tiers tiers, StreamedAnswer answers, EventCodec codec) {
        this.client = client;
        this.orchestration = tiers.of(Tier.ORCHESTRATION);
        this.answers = answers;
        this.codec = codec;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Uni<Void> messages(@Context Request request, @Context RoutingContext routing) {
        if (request.selectVariant(EVENTS) == null) throw new NotAcceptableException();
        Call call = Calls.of(routing);
        String query = routing.request().query();
        String path = routing.normalizedPath() + (query == null ? "" : "?" + query);
        RequestOptions target = TierClient.target(orchestration, HttpMethod.GET, path);
        Multi<Buffer> blocks = client.blocks(
                        call, target, _ -> EventStreamAnswer.open(routing.response(), EventForm.SERVER_SENT_EVENTS))
                .onCompletion()
                .failWith(() -> new ProblemException(
                        ProblemType.UPSTREAM_FAILED, "The subscription broke off; subscribe again."));
        Multi<Buffer> chunks = blocks.map(block -> block.copy().appendString("\n\n"))
                .onFailure()
                .transform(Failures::fromTier);
        return answers.send(routing, chunks, EventForm.SERVER_SENT_EVENTS, why -> lastWord(call, why));
    }

    /// Channels have no offsets: whoever comes back takes what is published then.
    private Buffer lastWord(Call call, Throwable why) {
        var problem = Failures.known(why).problem(call.traceId());
        return EventForm.SERVER_SENT_EVENTS.lastWord(codec.json(new Detached(problem, 0)));
    }
}
