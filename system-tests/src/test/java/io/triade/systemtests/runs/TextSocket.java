package io.triade.systemtests.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.systemtests.Caller;
import io.triade.systemtests.Suite;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A WebSocket whose messages are taken one after the other. Closing it cuts the connection without a word.
final class TextSocket implements AutoCloseable {
    private static final String GONE = "";

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    TextSocket(Caller caller, String path, String protocol) {
        socket = Suite.HTTP
                .newWebSocketBuilder()
                .subprotocols(protocol)
                .header("Authorization", "Bearer " + caller.token())
                .buildAsync(URI.create(caller.api().replaceFirst("http", "ws") + path), new Incoming(messages))
                .join();
    }

    void send(Object message) throws Exception {
        socket.sendText(Suite.JSON.writeValueAsString(message), true).join();
    }

    JsonNode json() throws Exception {
        return Suite.JSON.readTree(text());
    }

    String text() throws InterruptedException {
        String text = messages.poll(30, TimeUnit.SECONDS);
        assertThat(text).as("a message within 30 s").isNotNull().isNotEqualTo(GONE);
        return text;
    }

    @Override
    public void close() {
        socket.abort();
    }

    /// Puts the parts of a message together.
    private record Incoming(BlockingQueue<String> messages, StringBuilder parts) implements WebSocket.Listener {
        Incoming(BlockingQueue<String> messages) {
            this(messages, new StringBuilder());
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                messages.add(parts.toString());
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            messages.add(GONE);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            messages.add(GONE);
        }
    }
}
