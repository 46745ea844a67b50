package io.triade.api.runs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.triade.api.FakeTier;
import io.triade.api.routes.Tiers;
import io.triade.contracts.access.Principal;
import io.triade.defaults.access.InternalTokenConfig;
import io.triade.defaults.access.InternalTokens;
import io.triade.defaults.calls.Call;
import io.triade.defaults.stopping.Stopping;
import io.triade.defaults.streams.CallHeaders;
import io.triade.defaults.streams.TierClient;
import io.triade.defaults.streams.TierClientConfig;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The classes of this package put together by hand, in front of a tier that does as it is told.
final class Edge {
    static final Duration PATIENCE = Duration.ofMillis(700);

    record TokenConfig(String secret, boolean required, Duration lifetime) implements InternalTokenConfig {}

    record ClientConfig(Duration connectTimeout, Duration idleTimeout, int connections, Duration keepAlive)
            implements TierClientConfig {}

    record Config(Duration longestWait, Duration patience, Duration shortestPause, Duration longestPause)
            implements RunsConfig {}

    record Address(URI orchestration, URI prompt) implements Tiers {}

    final FakeTier tier;
    final RunStreams streams;
    final WholeRuns documents;
    final Stopping stopping = new Stopping();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    final Context loop = vertx.getOrCreateContext();

    Edge() throws IOException {
        tier = new FakeTier();
        var config = new Config(Duration.ofSeconds(25), PATIENCE, Duration.ofMillis(10), Duration.ofMillis(80));
        var tokens = new TokenConfig("0123456789abcdef0123456789abcdef", true, Duration.ofMinutes(1));
        var mapper = new ObjectMapper().registerModule(new JavaTimeModule());
        var client = new TierClient(
                vertx,
                new CallHeaders(new InternalTokens(tokens), List.of()),
                mapper,
                new ClientConfig(Duration.ofSeconds(1), Duration.ofSeconds(5), 8, Duration.ofSeconds(5)));
        var address = URI.create(tier.url());
        var runs = new RunTier(client, new Address(address, address), mapper);
        var pauses = new Pauses(vertx, config);
        var cancels = new RunCancels(runs, pauses);
        streams = new RunStreams(runs, pauses, cancels, config, meters);
        documents = new WholeRuns(runs, pauses, cancels, stopping, config);
    }

    static Call call(Duration left) {
        var ana = new Principal("acme", "ana", Set.of(), Set.of(), Set.of());
        return new Call(ana, "0af7651916cd43dd8448eb211c80319c", Instant.now().plus(left));
    }

    static RunStart start(String body) {
        return RunStart.of(call(Duration.ofSeconds(20)), "/v1/runs", Buffer.buffer(body), "key-1");
    }

    double mended() {
        return meters.counter("triade.runs.mended").count();
    }

    void close() throws Exception {
        tier.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
