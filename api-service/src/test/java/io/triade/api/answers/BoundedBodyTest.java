package io.triade.api.answers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {
    private static final int MOST = 10;
    private static final Duration LONGEST = Duration.ofMillis(300);

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<Buffer> read = new CompletableFuture<>();
    private HttpServer server;

    @BeforeEach
    void listens() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> BoundedBody.of(request, MOST, LONGEST)
                        .onSuccess(read::complete)
                        .onFailure(read::completeExceptionally))
                .listen(0, InetAddress.getLoopbackAddress().getHostAddress())
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    @AfterEach
    void ends() {
        vertx.close();
    }

    private Socket send(String headAndBody) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        socket.getOutputStream().write(("POST / HTTP/1.1\r\nHost: x\r\n" + headAndBody).getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    @Test
    void isReadWhole() throws Exception {
        try (var _ = send("Content-Length: 10\r\n\r\n0123456789")) {
            assertThat(read.get(5, TimeUnit.SECONDS).toString()).isEqualTo("0123456789");
        }
    }

    @Test
    void isGivenUpWhenItsEndDoesNotCome() throws Exception {
        long began = System.nanoTime();
        try (var _ = send("Content-Length: 10\r\n\r\n01234")) {
            assertThat(refused().type()).isEqualTo(ProblemType.BAD_REQUEST);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(LONGEST, LONGEST.plusSeconds(2));
    }

    @Test
    void isRefusedAsSoonAsItIsTooLong() throws Exception {
        try (var _ = send("Transfer-Encoding: chunked\r\n\r\nb\r\n0123456789a\r\n")) {
            assertThat(refused().type()).isEqualTo(ProblemType.BODY_TOO_LARGE);
        }
    }

    @Test
    void isNotEvenReadWhenItSaysThatItIsTooLong() throws Exception {
        try (var _ = send("Content-Length: 11\r\n\r\n")) {
            assertThat(refused().type()).isEqualTo(ProblemType.BODY_TOO_LARGE);
        }
    }

    private ProblemException refused() throws Exception {
        try {
            throw new AssertionError("was read: " + read.get(5, TimeUnit.SECONDS));
        } catch (ExecutionException failure) {
            return (ProblemException) failure.getCause();
        }
    }
}
