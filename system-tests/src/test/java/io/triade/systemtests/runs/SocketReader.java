package io.triade.systemtests.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.triade.systemtests.Answer.Event;
import io.triade.systemtests.Caller;
import io.triade.systemtests.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A run followed by the WebSocket protocol that `docs/realtime.md` describes.
final class SocketReader implements AutoCloseable {
    private static final String EVENT = "\"event\":";

    private final TextSocket socket;

    private SocketReader(TextSocket socket) {
        this.socket = socket;
    }

    static SocketReader attach(Caller caller, String runId, long after) throws Exception {
        var socket = new TextSocket(caller, "/v1/realtime", "triade.v1");
        assertThat(socket.json().path("type").asText()).isEqualTo("ready");
        socket.send(Map.of("type", "attach", "ref", "journey", "runId", runId, "after", after));
        assertThat(socket.json().path("type").asText()).isEqualTo("accepted");
        return new SocketReader(socket);
    }

    /// So many events.
    List<Event> next(int count) throws Exception {
        var events = new ArrayList<Event>();
        while (events.size() < count) events.add(event(socket.text()));
        return events;
    }

    List<Event> toTheEnd() throws Exception {
        var events = new ArrayList<Event>();
        String text = socket.text();
        while (!Suite.JSON.readTree(text).path("type").asText().equals("ended")) {
            events.add(event(text));
            text = socket.text();
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

    @Override
    public void close() {
        socket.close();
    }
}
