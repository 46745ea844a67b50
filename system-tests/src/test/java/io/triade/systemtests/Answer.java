package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An event stream while it is read, frame by frame. Closing it is hanging up.
final class Answer implements AutoCloseable {
    private final BufferedReader reader;
    private final HttpClient http;

    /// One frame: the id it carries, and its data as JSON (text where it is none, as OpenAI's `[DONE]`).
    record Event(long id, JsonNode data) {
        String type() {
            return data.path("type").asText();
        }

        String text() {
            return data.path("text").asText();
        }

        boolean terminal() {
            return List.of("completed", "failed", "cancelled").contains(type());
        }
    }

    private Answer(BufferedReader reader, HttpClient http) {
        this.reader = reader;
        this.http = http;
    }

    static Answer to(String url, String token, Object body, Map<String, String> headers) {
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        try {
            var request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofSeconds(60))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .header("Accept", "text/event-stream")
                    .POST(HttpRequest.BodyPublishers.ofString(Suite.JSON.writeValueAsString(body)));
            headers.forEach(request::header);
            var response = http.send(request.build(), BodyHandlers.ofInputStream());
            var reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
            if (response.statusCode() != 200) {
                throw new AssertionError(url + " answered " + response.statusCode() + ": " + reader.readLine());
            }
            assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            return new Answer(reader, http);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /// The next frame that is no comment; empty once the stream has ended.
    Optional<Event> next() {
        try {
            long id = 0;
            var data = new StringBuilder();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("id:"))
                    id = Long.parseLong(line.substring(3).strip());
                if (line.startsWith("data:")) data.append(line.substring(5).strip());
                if (line.isEmpty() && !data.isEmpty()) return Optional.of(new Event(id, json(data.toString())));
            }
            return Optional.empty();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    List<Event> toTheEnd() {
        var events = new ArrayList<Event>();
        for (var event = next(); event.isPresent(); event = next()) events.add(event.get());
        return events;
    }

    static String text(List<Event> events) {
        var text = new StringBuilder();
        events.stream().filter(event -> event.type().equals("text-delta")).forEach(event -> text.append(event.text()));
        return text.toString();
    }

    /// The stream contract: numbered from 1 without gaps, started first, exactly one terminal event and that last.
    static void assertWellFormed(List<Event> events) {
        assertThat(events).isNotEmpty();
        for (int i = 0; i < events.size(); i++) assertThat(events.get(i).id()).isEqualTo(i + 1L);
        assertThat(events.getFirst().type()).isEqualTo("started");
        assertThat(events.stream().filter(Event::terminal)).hasSize(1);
        assertThat(events.getLast().terminal()).isTrue();
    }

    private static JsonNode json(String data) throws IOException {
        return data.startsWith("{")
                ? Suite.JSON.readTree(data)
                : Suite.JSON.getNodeFactory().textNode(data);
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException alreadyGone) {
            // It was to be closed anyway.
        }
        http.shutdownNow();
    }
}
