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
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
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
        URI tier = tier(connections);
        TierClient client = client();
        Call call = call();

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

    /// The answer comes on the event loop, whatever the thread that asked for it is doing.
    @Test
    void answersThreadsThatAreNotScheduledMeanwhile() throws Exception {
        // Given
        URI tier = tier(new AtomicInteger());
        TierClient client = client();
        Call call = call();
        // What Mutiny carries along is set up by the first to wait, and not by several at once.
        ask(client, tier, call);

        // When
        var answers = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < 20 * REQUESTS; number++) {
                answers.add(threads.submit(
                        () -> client.whole(call, TierClient.target(tier, HttpMethod.GET, "/"), Buffer.buffer())
                                .await()
                                .atMost(Duration.ofSeconds(20))
                                .length()));
                if (number % 50 == 49) answers.get(number - 25).get(20, TimeUnit.SECONDS);
            }

            // Then
            for (var answer : answers)
                assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(ANSWER.length());
        }
    }

    private static int ask(TierClient client, URI tier, Call call) {
        return client.whole(call, TierClient.target(tier, HttpMethod.GET, "/"), Buffer.buffer())
                .await()
                .atMost(Duration.ofSeconds(20))
                .length();
    }

    private URI tier(AtomicInteger connections) throws Exception {
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
        return URI.create("http://localhost:" + port);
    }

    private TierClient client() {
        var tokens = new TokenConfig("0123456789abcdef0123456789abcdef", true, Duration.ofMinutes(1));
        return new TierClient(
                vertx,
                new CallHeaders(new InternalTokens(tokens), List.of()),
                new ObjectMapper(),
                new ClientConfig(Duration.ofSeconds(1), Duration.ofSeconds(10), 400, Duration.ofSeconds(5)));
    }

    private static Call call() {
        return new Call(
                new Principal("acme", "ana", Set.of(), Set.of(), Set.of()),
                "0a",
                Instant.now().plusSeconds(60));
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
