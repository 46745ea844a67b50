package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An event stream while it is read, frame by frame, as server-sent events or as lines of JSON. Closing it is hanging
/// up.
public final class Answer implements AutoCloseable {
    private static final String LINES = "application/x-ndjson";

    private final HttpResponse<InputStream> response;
    private final BufferedReader reader;
    private final boolean lines;

    /// One frame: the id it carries, 0 without one, and its data as JSON (text where it is none, as OpenAI's `[DONE]`).
    ///
    /// @param raw the data as it came
    public record Event(long id, JsonNode data, String raw) {
        public String type() {
            return data.path("type").asText();
        }

        public String text() {
            return data.path("text").asText();
        }

        public boolean terminal() {
            return List.of("completed", "failed", "cancelled").contains(type());
        }
    }

    /// There is no stream: the answer had another status.
    public static final class Refused extends AssertionError {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String problem;

        Refused(URI uri, int status, String problem) {
            super(uri + " answered " + status + ": " + problem);
            this.status = status;
            this.problem = problem;
        }

        public int status() {
            return status;
        }

        public String problem() {
            return problem;
        }
    }

    private Answer(HttpResponse<InputStream> response) {
        this.response = response;
        this.reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        this.lines = type(response).startsWith(LINES);
    }

    /// What a POST is answered with.
    public static Answer to(String url, String token, Object body, Map<String, String> headers) {
        try {
            var content = HttpRequest.BodyPublishers.ofString(Suite.JSON.writeValueAsString(body));
            return of(request(url, token, headers)
                    .header("Content-Type", "application/json")
                    .POST(content));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// What a GET is answered with.
    public static Answer from(String url, String token, Map<String, String> headers) {
        return of(request(url, token, headers));
    }

    private static HttpRequest.Builder request(String url, String token, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .setHeader("Accept", "text/event-stream");
        headers.forEach(request::setHeader);
        return request;
    }

    private static Answer of(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            var response = Suite.HTTP.send(request, BodyHandlers.ofInputStream());
            var answer = new Answer(response);
            if (response.statusCode() != 200) {
                String problem = answer.reader.readLine();
                throw new Refused(request.uri(), response.statusCode(), problem == null ? "" : problem);
            }
            assertThat(type(response))
                    .startsWith(request.headers().firstValue("accept").orElseThrow());
            return answer;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static String type(HttpResponse<?> response) {
        return response.headers().firstValue("content-type").orElse("");
    }

    /// The run that this is the answer of.
    public String runId() {
        return response.headers().firstValue("x-run-id").orElseThrow();
    }

    /// The next frame that is no comment; empty once the stream has ended.
    public Optional<Event> next() {
        try {
            return lines ? nextLine() : nextBlock();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Optional<Event> nextBlock() throws IOException {
        long id = 0;
        var data = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("id:")) id = Long.parseLong(line.substring(3).strip());
            if (line.startsWith("data:")) data.append(line.substring(5).strip());
            if (line.isEmpty() && !data.isEmpty())
                return Optional.of(new Event(id, json(data.toString()), data.toString()));
        }
        return Optional.empty();
    }

    private Optional<Event> nextLine() throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.isBlank()) continue;
            JsonNode data = json(line);
            if (!data.has("offset")) return Optional.of(new Event(0, data, line));
            String before = "{\"offset\":" + data.path("offset").asLong() + ",\"event\":";
            assertThat(line).startsWith(before).endsWith("}");
            String raw = line.substring(before.length(), line.length() - 1);
            return Optional.of(new Event(data.path("offset").asLong(), data.path("event"), raw));
        }
        return Optional.empty();
    }

    /// So many frames, or fewer where the stream ends before.
    public List<Event> next(int count) {
        var events = new ArrayList<Event>();
        while (events.size() < count) {
            var event = next();
            if (event.isEmpty()) break;
            events.add(event.get());
        }
        return events;
    }

    public List<Event> toTheEnd() {
        return next(Integer.MAX_VALUE);
    }

    /// What the model said, without what was taken back.
    public static String text(List<Event> events) {
        var texts = new TreeMap<Long, String>();
        for (Event event : events) {
            switch (event.type()) {
                case "text-delta" -> texts.put(event.id(), event.text());
                case "interrupted" ->
                    texts.tailMap(event.data().path("rewindTo").asLong(), false).clear();
                default -> {}
            }
        }
        return String.join("", texts.values());
    }

    /// The stream contract: numbered from 1 without gaps, started first, exactly one terminal event and that last.
    public static void assertWellFormed(List<Event> events) {
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
            response.body().close();
        } catch (IOException alreadyGone) {
            // It was to be closed anyway.
        }
    }
}
