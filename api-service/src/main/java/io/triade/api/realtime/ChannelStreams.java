package io.triade.api.realtime;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.streams.TierClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/// Channels as the orchestration tier has them.
@ApplicationScoped
class ChannelStreams {
    private static final Buffer DATA = Buffer.buffer("data: ");
    private static final long FIRST_PAUSE_MILLIS = 200;

    private final TierClient client;
    private final URI orchestration;
    private final Messages messages;
    private final Vertx vertx;

    ChannelStreams(TierClient client, Tiers tiers, Messages messages, Vertx vertx) {
        this.client = client;
        this.orchestration = tiers.of(Tier.ORCHESTRATION);
        this.messages = messages;
        this.vertx = vertx;
    }

    /// Whether the tier itself said no, so that asking again would not help.
    static boolean refused(Throwable failure) {
        return failure instanceof ProblemException problem
                && TierClient.said(failure)
                && problem.type().status() < 500
                && problem.type() != ProblemType.RATE_LIMITED;
    }

    /// The messages of a channel as JSON objects.
    ///
    /// @param subscribed told once, when from now on none is missed
    Multi<Buffer> messages(Call call, ClientMessage.Subscribe wanted, Runnable subscribed) {
        String query = wanted.filter() == null
                ? ""
                : "?filter=" + URLEncoder.encode(messages.bytes(wanted.filter()).toString(), StandardCharsets.UTF_8);
        RequestOptions target = TierClient.target(orchestration, HttpMethod.GET, path(wanted.channel()) + query);
        return client.blocks(call, target, _ -> subscribed.run()).map(ChannelStreams::json);
    }

    Uni<Buffer> publish(Call call, ClientMessage.Publish publish) {
        RequestOptions target = TierClient.target(orchestration, HttpMethod.POST, path(publish.channel()))
                .putHeader("content-type", "application/json");
        var body = JsonNodeFactory.instance.objectNode();
        body.set("data", publish.data());
        return client.whole(call, target, messages.bytes(body));
    }

    /// Runs it after a pause that grows with the failures and is never the same for two.
    void later(int failures, Runnable again) {
        long longest = FIRST_PAUSE_MILLIS << Math.min(failures, 5);
        vertx.setTimer(1 + ThreadLocalRandom.current().nextLong(longest), _ -> again.run());
    }

    private static String path(String channel) {
        return "/v1/channels/" + channel + "/messages";
    }

    private static Buffer json(Buffer block) {
        int start =
                block.length() > DATA.length() && block.slice(0, DATA.length()).equals(DATA) ? DATA.length() : -1;
        if (start < 0 || block.getByte(start) != '{') {
            throw new IllegalArgumentException("a channel's message is no data: line with an object");
        }
        return block.slice(start, block.length());
    }
}
