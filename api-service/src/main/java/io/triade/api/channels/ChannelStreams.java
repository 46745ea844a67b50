package io.triade.api.channels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.api.routes.Tier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.changes.ChangeNotice;
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
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Channels as the orchestration tier has them.
@ApplicationScoped
public class ChannelStreams {
    private static final Buffer DATA = Buffer.buffer("data: ");
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final Duration LONGEST_LISTENING = Duration.ofHours(1);
    private static final String TRACE_OF_NOBODY = "0".repeat(31) + "1";

    private final TierClient client;
    private final URI orchestration;
    private final ObjectMapper mapper;
    private final Vertx vertx;

    ChannelStreams(TierClient client, Tiers tiers, ObjectMapper mapper, Vertx vertx) {
        this.client = client;
        this.orchestration = tiers.of(Tier.ORCHESTRATION);
        this.mapper = mapper;
        this.vertx = vertx;
    }

    /// Whether the tier itself said no, so that asking again would not help.
    public static boolean refused(Throwable failure) {
        return failure instanceof ProblemException problem
                && TierClient.said(failure)
                && problem.type().status() < 500
                && problem.type() != ProblemType.RATE_LIMITED;
    }

    /// The messages of a channel as JSON objects.
    ///
    /// @param filter what each message's data must have; null: nothing
    /// @param subscribed told once, when from now on none is missed
    public Multi<Buffer> messages(Call call, String channel, @Nullable JsonNode filter, Runnable subscribed) {
        String query = filter == null ? "" : "?filter=" + URLEncoder.encode(filter.toString(), StandardCharsets.UTF_8);
        RequestOptions target = TierClient.target(orchestration, HttpMethod.GET, path(channel) + query);
        return client.blocks(call, target, _ -> subscribed.run()).map(ChannelStreams::json);
    }

    /// What changed of whose, for this process itself, as JSON objects; ends now and then.
    public Multi<Buffer> changeNotices() {
        var call =
                new Call(ChangeNotice.LISTENER, TRACE_OF_NOBODY, Instant.now().plus(LONGEST_LISTENING));
        RequestOptions target = TierClient.target(orchestration, HttpMethod.GET, ChangeNotice.PATH);
        return client.blocks(call, target, _ -> {}).map(ChannelStreams::json);
    }

    public Uni<Buffer> publish(Call call, String channel, JsonNode data) {
        RequestOptions target = TierClient.target(orchestration, HttpMethod.POST, path(channel))
                .putHeader("content-type", "application/json");
        var body = JsonNodeFactory.instance.objectNode();
        body.set("data", data);
        return client.whole(call, target, bytes(body));
    }

    /// Runs it after a pause that grows with the failures and is never the same for two.
    public void later(int failures, Runnable again) {
        long longest = FIRST_PAUSE_MILLIS << Math.min(failures, 5);
        vertx.setTimer(1 + ThreadLocalRandom.current().nextLong(longest), _ -> again.run());
    }

    private Buffer bytes(JsonNode body) {
        try {
            return Buffer.buffer(mapper.writeValueAsBytes(body));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a tree cannot be written as JSON", broken);
        }
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
