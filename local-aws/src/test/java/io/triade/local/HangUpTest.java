package io.triade.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.triade.local.models.Conversation;
import io.triade.local.models.Engine;
import io.triade.local.models.Piece;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.Protocol;

// Closing the socket by hand is what is tested.
@SuppressWarnings("try")
class HangUpTest {
    private static final Duration SOON = Duration.ofSeconds(2);

    /// Talks without end, as fast as it is asked to, and counts what it said.
    private record Endless(AtomicLong said) implements Engine {
        @Override
        public String modelId() {
            return "local.endless-v1";
        }

        @Override
        public void generate(Conversation conversation, Flow.Subscriber<? super Piece> reader) {
            reader.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {
                    Thread.startVirtualThread(() -> {
                        for (long i = 0; i < n; i++) {
                            said.incrementAndGet();
                            reader.onNext(new Piece.Text("more and more and more "));
                        }
                    });
                }

                @Override
                public void cancel() {}
            });
        }

        @Override
        public int countTokens(Conversation conversation) {
            return 1;
        }
    }

    private static void ask(OutputStream out, String operation, String text) throws Exception {
        var body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"" + text + "\"}]}]}";
        var head = "POST " + operation + " HTTP/1.1\r\nhost: x\r\nauthorization: Bearer key\r\ncontent-length: "
                + body.length() + "\r\n\r\n";
        out.write((head + body).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void endsTheStreamInTheModel(Protocol protocol) throws Exception {
        try (var gateway = new RunningGateway()) {
            // Given
            var stream =
                    StreamRecorder.of(gateway.client(protocol), RunningGateway.ECHO, "#echo delay=20 repeat=500\nword");
            assertThat(stream.sawDeltas()).isTrue();

            // When
            stream.hangUp();

            // Then
            assertThat(RunningGateway.within(
                            SOON, () -> gateway.counts(RunningGateway.ECHO).cancelled() == 1))
                    .isTrue();
            assertThat(gateway.counts(RunningGateway.ECHO).active()).isZero();
        }
    }

    @Test
    void endsAnAnswerInOnePieceToo() throws Exception {
        try (var gateway = new RunningGateway()) {
            // Given
            var socket = new Socket("localhost", gateway.port());
            ask(socket.getOutputStream(), "/model/local.script-v1/converse", "slow story");
            assertThat(RunningGateway.within(
                            SOON, () -> gateway.counts(RunningGateway.SCRIPT).active() == 1))
                    .isTrue();

            // When
            socket.close();

            // Then
            assertThat(RunningGateway.within(
                            SOON, () -> gateway.counts(RunningGateway.SCRIPT).cancelled() == 1))
                    .isTrue();
        }
    }

    @Test
    void endsAStreamThatHasFallenSilent() throws Exception {
        try (var gateway = new RunningGateway();
                var socket = new Socket("localhost", gateway.port())) {
            ask(socket.getOutputStream(), "/model/local.script-v1/converse-stream", "stall");
            assertThat(socket.getInputStream().read()).isPositive();

            socket.close();

            assertThat(RunningGateway.within(
                            SOON, () -> gateway.counts(RunningGateway.SCRIPT).cancelled() == 1))
                    .isTrue();
        }
    }

    @Test
    void isNotNeededForASlowReaderToHoldTheModelBack() throws Exception {
        var endless = new Endless(new AtomicLong());
        try (var gateway = new RunningGateway(endless);
                var socket = new Socket("localhost", gateway.port())) {
            // Given
            ask(socket.getOutputStream(), "/model/local.endless-v1/converse-stream", "go");

            // When
            var last = new AtomicLong(-1);
            boolean still = RunningGateway.within(Duration.ofSeconds(20), () -> {
                pause();
                return last.getAndSet(endless.said().get()) == endless.said().get();
            });

            // Then
            assertThat(still).isTrue();
            assertThat(endless.said().get()).isBetween(1L, 200_000L);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(300));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
