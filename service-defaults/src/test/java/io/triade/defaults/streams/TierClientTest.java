package io.triade.defaults.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.contracts.access.Principal;
import io.triade.defaults.access.InternalTokenConfig;
import io.triade.defaults.access.InternalTokens;
import io.triade.defaults.calls.Call;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many requests that share few connections.
@Timeout(60)
class TierClientTest {
    private static final int REQUESTS = 400;
    private static final String ANSWER = """
            id: 1
            data: {"type":"started","runId":"r","model":"m"}

            id: 2
            data: {"type":"completed","stopReason":"end_turn"}

            """;

    record TokenConfig(String secret, boolean required, Duration lifetime) implements InternalTokenConfig {}

    record ClientConfig(Duration connectTimeout, Duration idleTimeout, int connections, Duration keepAlive)
            implements TierClientConfig {}

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aReaderWhoLeavesAtTheLastEventCutsNobodyElse() throws Exception {
        // Given
        var connections = new AtomicInteger();
        int port = vertx.createHttpServer()
                .connectionHandler(_ -> connections.incrementAndGet())
                .requestHandler(request -> request.response()
                        .putHeader("content-type", "text/event-stream")
                        .end(ANSWER))
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
        var tokens = new TokenConfig("0123456789abcdef0123456789abcdef", true, Duration.ofMinutes(1));
        var client = new TierClient(
                vertx,
                new CallHeaders(new InternalTokens(tokens), List.of()),
                new ObjectMapper(),
                new ClientConfig(Duration.ofSeconds(1), Duration.ofSeconds(10), 400, Duration.ofSeconds(5)));
        var call = new Call(
                new Principal("acme", "ana", Set.of(), Set.of(), Set.of()),
                "0a",
                Instant.now().plusSeconds(30));
        URI tier = URI.create("http://localhost:" + port);

        // When
        var lasts = new ArrayList<CompletableFuture<Frame>>();
        for (int number = 0; number < REQUESTS; number++) {
            var reader = new Leaving();
            vertx.getOrCreateContext()
                    .runOnContext(_ -> client.stream(call, tier, "/", Buffer.buffer("{}"))
                            .subscribe()
                            .withSubscriber(reader));
            lasts.add(reader.last);
            if (number % 8 == 7) lasts.get(number - 4).get(20, TimeUnit.SECONDS);
        }

        // Then
        for (var last : lasts)
            assertThat(last.get(20, TimeUnit.SECONDS).terminal()).isTrue();
        assertThat(connections.get())
                .as("connections for %d requests", REQUESTS)
                .isLessThan(40);
    }

    /// Reads one event after the other and leaves at the last.
    private static final class Leaving implements MultiSubscriber<Frame> {
        private final CompletableFuture<Frame> last = new CompletableFuture<>();
        private Flow.@Nullable Subscription from;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            from = subscription;
            subscription.request(1);
        }

        @Override
        public void onItem(Frame frame) {
            Flow.Subscription subscription = from;
            if (subscription == null) return;
            if (!frame.terminal()) {
                subscription.request(1);
                return;
            }
            subscription.cancel();
            last.complete(frame);
        }

        @Override
        public void onFailure(Throwable failure) {
            last.completeExceptionally(failure);
        }

        @Override
        public void onCompletion() {
            last.completeExceptionally(new AssertionError("no last event"));
        }
    }
}
