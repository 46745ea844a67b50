package io.triade.defaults.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.access.Principal;
import io.triade.defaults.access.InternalTokenConfig;
import io.triade.defaults.access.InternalTokens;
import io.triade.defaults.calls.Call;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One relay between a real source and a real reader, over sockets.
@Timeout(30)
class RelayTest {
    private static final String STARTED = "id: 1\ndata: {\"type\":\"started\",\"runId\":\"r\",\"model\":\"m\"}\n\n";
    private static final String COMPLETED = "data: {\"type\":\"completed\",\"stopReason\":\"end_turn\"}\n\n";

    record TokenConfig(String secret, boolean required, Duration lifetime) implements InternalTokenConfig {}

    record ClientConfig(Duration connectTimeout, Duration idleTimeout, int connections, Duration keepAlive)
            implements TierClientConfig {}

    private final Vertx vertx = Vertx.vertx();
    private final ObjectMapper mapper = new ObjectMapper();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void passesOnTheSameBytesWithoutHeartbeats() throws Exception {
        // Given
        URI relay = relayOf(request -> stream(request).end(STARTED + ": \n\nid: 2\n" + COMPLETED));

        // When
        HttpResponse<String> answer = post(relay);

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream;charset=UTF-8");
        assertThat(answer.body()).isEqualTo(STARTED + "id: 2\n" + COMPLETED);
    }

    @Test
    void keepsTheStatusOfARequestThatWasRefusedBehindIt() throws Exception {
        URI relay = relayOf(request -> request.response().setStatusCode(422).end("""
                {"type":"/problems/unknown-model","title":"There is no such model","status":422,"detail":"No x."}"""));

        HttpResponse<String> answer = post(relay);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("No x.");
    }

    @Test
    void endsWithFailedWhenTheSourceBreaksOff() throws Exception {
        URI relay = relayOf(request -> {
            stream(request).write(STARTED).onComplete(_ -> request.connection().close());
        });

        assertThat(post(relay).body()).startsWith(STARTED + "id: 2\ndata: {\"type\":\"failed\"");
    }

    @Test
    void refusesAnAnswerThatIsNoEventStream() throws Exception {
        URI relay = relayOf(request ->
                request.response().putHeader("content-type", "text/html").end("<h1>hello</h1>"));

        HttpResponse<String> answer = post(relay);

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("upstream-failed").doesNotContain("hello");
    }

    @Test
    void waitsForASourceThatSendsComments() throws Exception {
        URI relay = relayOf(request -> {
            HttpServerResponse source = stream(request);
            source.write(STARTED);
            var comments = new AtomicLong();
            vertx.setPeriodic(300, timer -> {
                if (comments.incrementAndGet() < 6) {
                    source.write(": \n\n");
                } else {
                    vertx.cancelTimer(timer);
                    source.end("id: 2\n" + COMPLETED);
                }
            });
        });

        assertThat(post(relay).body()).isEqualTo(STARTED + "id: 2\n" + COMPLETED);
    }

    @Test
    void givesUpASilentSource() throws Exception {
        URI relay = relayOf(request -> stream(request).write(STARTED));

        assertThat(post(relay).body()).contains("/problems/deadline-exceeded");
    }

    @Test
    void stopsTheSourceWhenTheReaderLeaves() throws Exception {
        // Given
        var left = new CountDownLatch(1);
        URI relay = relayOf(request -> {
            request.connection().closeHandler(_ -> left.countDown());
            stream(request).write(STARTED);
        });

        // When
        try (Socket reader = open(relay)) {
            assertThat(reader.getInputStream().readNBytes(15)).isNotEmpty();
        }

        // Then
        assertThat(left.await(500, TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    void readsNoFurtherThanItsReaderDoes() throws Exception {
        // Given
        var written = new AtomicLong();
        String filler = "data: {\"type\":\"text-delta\",\"text\":\"" + "x".repeat(10_000) + "\"}\n\n";
        URI relay = relayOf(request -> {
            HttpServerResponse source = stream(request);
            source.write(STARTED);
            pour(source, filler, written);
        });

        // When
        try (Socket reader = open(relay)) {
            assertThat(reader.getInputStream().readNBytes(15)).isNotEmpty();
            long before = -1;
            for (int i = 0; i < 50 && before != written.get(); i++) {
                before = written.get();
                TimeUnit.MILLISECONDS.sleep(200);
            }

            // Then
            assertThat(written.get()).as("settled").isEqualTo(before).isLessThan(30_000_000);
            long stopped = written.get();
            InputStream in = reader.getInputStream();
            in.readNBytes((int) stopped / 2);
            for (int i = 0; i < 50 && written.get() == stopped; i++) TimeUnit.MILLISECONDS.sleep(100);
            assertThat(written.get()).as("goes on once the reader does").isGreaterThan(stopped);
        }
    }

    private static void pour(HttpServerResponse source, String filler, AtomicLong written) {
        long offset = 2 + written.get() / filler.length();
        while (!source.writeQueueFull() && !source.closed()) {
            source.write("id: " + offset++ + "\n" + filler);
            written.addAndGet(filler.length());
        }
        source.drainHandler(_ -> pour(source, filler, written));
    }

    private static HttpServerResponse stream(HttpServerRequest request) {
        return request.response().setChunked(true).putHeader("content-type", "text/event-stream");
    }

    private URI relayOf(Consumer<HttpServerRequest> source) throws Exception {
        URI tier = listen(vertx.createHttpServer().requestHandler(source::accept));
        var tokens = new TokenConfig("0123456789abcdef0123456789abcdef", true, Duration.ofMinutes(1));
        var client = new TierClient(
                vertx,
                new CallHeaders(new InternalTokens(tokens), List.of()),
                mapper,
                new ClientConfig(Duration.ofSeconds(1), Duration.ofSeconds(1), 8, Duration.ofSeconds(5)));
        var ana = new Principal("acme", "ana", Set.of(), Set.of(), Set.of());
        var codec = new EventCodec(mapper);
        Router router = Router.router(vertx);
        router.post("/").handler(routing -> {
            var call = new Call(ana, "0a", Instant.now().plusSeconds(30));
            var frames = WholeStream.of(client.stream(call, tier, "/", Buffer.buffer("{}")), codec, "0a");
            EventStreamAnswer.send(routing, frames.map(Frame::encoded))
                    .subscribe()
                    .with(
                            _ -> {},
                            failure -> new io.triade.defaults.problems.ProblemAnswer(mapper)
                                    .send(routing, (io.triade.contracts.problems.ProblemException) failure));
        });
        return listen(vertx.createHttpServer().requestHandler(router));
    }

    private static URI listen(HttpServer server) throws Exception {
        int port = server.listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
        return URI.create("http://localhost:" + port + "/");
    }

    private static HttpResponse<String> post(URI relay) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(relay)
                    .timeout(Duration.ofSeconds(10))
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Socket open(URI relay) throws IOException {
        var socket = new Socket(relay.getHost(), relay.getPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
