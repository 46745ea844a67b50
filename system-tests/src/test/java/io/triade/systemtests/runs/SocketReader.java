package io.triade.systemtests.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.systemtests.Answer.Event;
import io.triade.systemtests.Caller;
import io.triade.systemtests.Suite;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A run followed by the WebSocket protocol that `docs/realtime.md` describes, one message after the other. Closing it
/// cuts the connection without a word.
final class SocketReader implements AutoCloseable {
    private static final String EVENT = "\"event\":";
    private static final String GONE = "";

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    private SocketReader(Caller caller) {
        socket = Suite.HTTP
                .newWebSocketBuilder()
                .subprotocols("triade.v1")
                .header("Authorization", "Bearer " + caller.token())
                .buildAsync(
                        URI.create(caller.api().replaceFirst("http", "ws") + "/v1/realtime"), new Incoming(messages))
                .join();
    }

    static SocketReader attach(Caller caller, String runId, long after) throws Exception {
        var reader = new SocketReader(caller);
        assertThat(reader.message().path("type").asText()).isEqualTo("ready");
        var attach = Map.of("type", "attach", "ref", "journey", "runId", runId, "after", after);
        reader.socket.sendText(Suite.JSON.writeValueAsString(attach), true).join();
        assertThat(reader.message().path("type").asText()).isEqualTo("accepted");
        return reader;
    }

    /// So many events.
    List<Event> next(int count) throws Exception {
        var events = new ArrayList<Event>();
        while (events.size() < count) events.add(event(text()));
        return events;
    }

    List<Event> toTheEnd() throws Exception {
        var events = new ArrayList<Event>();
        String text = text();
        while (!Suite.JSON.readTree(text).path("type").asText().equals("ended")) {
            events.add(event(text));
            text = text();
        }
        return events;
    }

    private static Event event(String text) throws Exception {
        JsonNode message = Suite.JSON.readTree(text);
        assertThat(message.path("type").asText()).as(text).isEqualTo("event");
        String raw =
                text.substring(text.indexOf(EVENT, text.indexOf("\"offset\":")) + EVENT.length(), text.length() - 1);
        return new Event(message.path("offset").asLong(), Suite.JSON.readTree(raw), raw);
    }

    private JsonNode message() throws Exception {
        return Suite.JSON.readTree(text());
    }

    private String text() throws InterruptedException {
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
