package io.triade.defaults.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.triade.contracts.problems.ProblemException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One answer to a real reader; what it sends is given to it chunk by chunk.
@Timeout(30)
class EventStreamAnswerTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final UnicastProcessor<Buffer> chunks = UnicastProcessor.create();
    private final CountDownLatch left = new CountDownLatch(1);
    private final CompletableFuture<Context> loop = new CompletableFuture<>();
    private final CompletableFuture<Throwable> failed = new CompletableFuture<>();
    private EventStreamAnswer answer;

    @AfterEach
    void stop() throws Exception {
        http.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void refusesACallerOfHttp10InsteadOfSayingNothing() throws Exception {
        int port = serve(EventForm.SERVER_SENT_EVENTS, Duration.ofSeconds(10), false);
        try (var socket = new Socket("localhost", port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }

        assertThat(failed.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("proxy_http_version 1.1");
    }

    @ParameterizedTest
    @EnumSource
    void fillsSilenceWithHeartbeats(EventForm form) throws Exception {
        // Given
        InputStream read = reader(form, Duration.ofMillis(100), true).body();

        // When
        say(form.event(new Frame(1, Buffer.buffer("{}"))));
        String first = next(read, form.event(new Frame(1, Buffer.buffer("{}"))).length());
        String silence = next(read, 2 * form.heartbeat().length());
        loop.get().runOnContext(_ -> chunks.onComplete());

        // Then
        assertThat(first).contains("{}");
        assertThat(silence).isEqualTo(form.heartbeat().toString().repeat(2));
        assertThat(read.readAllBytes()).asString().isBlank();
    }

    @Test
    void saysNothingBeforeItsSourceHasSpoken() throws Exception {
        // Given
        CompletableFuture<HttpResponse<InputStream>> head = send(EventForm.LINES, Duration.ofMillis(10), false);
        loop.get(5, TimeUnit.SECONDS);

        // When
        var silent = new CountDownLatch(20);
        vertx.setPeriodic(5, _ -> silent.countDown());
        silent.await();

        // Then
        assertThat(head).isNotDone();
        loop.get().runOnContext(_ -> chunks.onError(new IOException("refused")));
        assertThat(failed.get(5, TimeUnit.SECONDS)).hasMessage("refused");
    }

    @Test
    void sendsItsHeadAtOnceWhenItIsOpened() throws Exception {
        var head = reader(EventForm.LINES, Duration.ofSeconds(14), true);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-type")).hasValue("application/x-ndjson");
        assertThat(head.headers().firstValue("x-accel-buffering")).hasValue("no");
    }

    @Test
    void endsWithALastWordWhenItsSourceBreaks() throws Exception {
        InputStream read = reader(EventForm.LINES, Duration.ofSeconds(14), true).body();

        say(Buffer.buffer("one\n"));
        loop.get().runOnContext(_ -> chunks.onError(new IOException("broken")));

        assertThat(read.readAllBytes()).asString().isEqualTo("one\nbye: broken\n");
    }

    @Test
    void endsWithALastWordWhenItIsToldToAndLeavesItsSource() throws Exception {
        InputStream read = reader(EventForm.SERVER_SENT_EVENTS, Duration.ofSeconds(14), true)
                .body();

        say(Buffer.buffer("one\n"));
        loop.get().runOnContext(_ -> {
            answer.end(new IOException("time"));
            answer.end(new IOException("twice"));
        });

        assertThat(read.readAllBytes()).asString().isEqualTo("one\nbye: time\n");
        assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void refusesTheRequestWhenItIsToldToEndBeforeItsHead() throws Exception {
        var head = send(EventForm.LINES, Duration.ofSeconds(14), false);

        loop.get(5, TimeUnit.SECONDS).runOnContext(_ -> answer.end(new IOException("time")));

        assertThat(failed.get(5, TimeUnit.SECONDS)).hasMessage("time");
        assertThat(head.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(500);
    }

    private void say(Buffer chunk) throws Exception {
        loop.get().runOnContext(_ -> chunks.onNext(chunk));
    }

    private static String next(InputStream read, int bytes) throws IOException {
        return new String(read.readNBytes(bytes), StandardCharsets.UTF_8);
    }

    private HttpResponse<InputStream> reader(EventForm form, Duration silence, boolean open) throws Exception {
        return send(form, silence, open).get(5, TimeUnit.SECONDS);
    }

    private CompletableFuture<HttpResponse<InputStream>> send(EventForm form, Duration silence, boolean open)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + serve(form, silence, open) + "/"))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.sendAsync(request, BodyHandlers.ofInputStream());
    }

    private int serve(EventForm form, Duration silence, boolean open) throws Exception {
        Router router = Router.router(vertx);
        router.get("/").handler(routing -> {
            answer = new EventStreamAnswer(
                    routing, form, silence, why -> Buffer.buffer("bye: " + why.getMessage() + "\n"));
            if (open) EventStreamAnswer.open(routing.response(), form);
            var source = chunks.onCancellation().invoke(left::countDown);
            answer.send(source).subscribe().with(_ -> {}, failure -> {
                failed.complete(failure);
                routing.response().setStatusCode(500).end();
            });
            loop.complete(vertx.getOrCreateContext());
        });
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }
}
