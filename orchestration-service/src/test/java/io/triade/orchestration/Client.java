package io.triade.orchestration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.access.Principal;
import io.triade.defaults.access.InternalTokenConfig;
import io.triade.defaults.access.InternalTokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;

/// One principal that talks to the service under test as the edge would.
public record Client(String token, String url) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// What came back, read as JSON where it is.
    public record Answer(int status, JsonNode body, HttpResponse<String> raw) {}

    public static Client of(String tenant, String subject) {
        return of(tenant, subject, Set.of("member"));
    }

    public static Client of(String tenant, String subject, Set<String> roles) {
        var principal = new Principal(tenant, subject, roles, Set.of(), Set.of());
        return new Client(new InternalTokens(new TestTokens()).sign(principal), setting("test.url"));
    }

    /// The same principal, at another process.
    public Client at(String otherUrl) {
        return new Client(token, otherUrl);
    }

    private record TestTokens(String secret, boolean required, Duration lifetime) implements InternalTokenConfig {
        TestTokens() {
            this(setting("triade.internal-token.secret"), true, Duration.ofSeconds(60));
        }
    }

    public static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer patch(String path, String body) {
        return send(json(path).method("PATCH", BodyPublishers.ofString(body)));
    }

    public Answer put(String path, String body) {
        return send(json(path).PUT(BodyPublishers.ofString(body)));
    }

    /// A change that was made on a version.
    public Answer patch(String path, String body, long base) {
        return send(json(path).header("if-match", tag(base)).method("PATCH", BodyPublishers.ofString(body)));
    }

    public Answer delete(String path, long base) {
        return send(request(path).header("if-match", tag(base)).DELETE());
    }

    private static String tag(long version) {
        return "\"" + version + "\"";
    }

    public Answer post(String path, String body) {
        return send(json(path).POST(BodyPublishers.ofString(body)));
    }

    public String session() {
        return post("/v1/sessions", "{}").body().path("id").asText();
    }

    /// The turn, asked for as one document.
    public Answer ask(String session, String text) {
        return post("/v1/sessions/" + session + "/turns", question(text));
    }

    public List<JsonNode> turns(String session) {
        var turns = new ArrayList<JsonNode>();
        get("/v1/sessions/" + session + "/turns?limit=100").body().path("items").forEach(turns::add);
        return turns;
    }

    public EventReader stream(String session, String text) {
        return streamBody(session, question(text));
    }

    public EventReader streamBody(String session, String body) {
        return events(json("/v1/sessions/" + session + "/turns").POST(BodyPublishers.ofString(body)));
    }

    /// A run, followed from its start.
    public EventReader run(String body, String... headers) {
        var request = json("/v1/runs").POST(BodyPublishers.ofString(body));
        return events(headers.length == 0 ? request : request.headers(headers));
    }

    /// A run that is there, from an offset on.
    public EventReader follow(String run, long after) {
        return events(request("/v1/runs/" + run + "/events?after=" + after).GET());
    }

    public EventReader events(HttpRequest.Builder request) {
        try {
            var response =
                    HTTP.send(request.header("accept", "text/event-stream").build(), BodyHandlers.ofInputStream());
            return new EventReader(
                    response, new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException("no stream", broken);
        }
    }

    /// What the prompt tier was asked for this turn.
    public static JsonNode asked(String turn) {
        return tree(fake("/fake/requests/" + turn).body());
    }

    /// When the prompt tier noticed that nobody reads this turn's answer any more; 0 while it has not.
    public static long leftAt(String turn) {
        var answer = fake("/fake/left/" + turn);
        return answer.statusCode() == 200 ? Long.parseLong(answer.body()) : 0;
    }

    public static String question(String text) {
        return JSON.createObjectNode().put("text", text).toString();
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("authorization", "Bearer " + token);
    }

    public static Answer send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
            String type = response.headers().firstValue("content-type").orElse("");
            boolean json = type.contains("json") && !response.body().isEmpty();
            return new Answer(response.statusCode(), json ? tree(response.body()) : JSON.nullNode(), response);
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException("no answer", broken);
        }
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException broken) {
            throw new IllegalStateException("not JSON: " + json, broken);
        }
    }

    public HttpRequest.Builder json(String path) {
        return request(path).header("content-type", "application/json");
    }

    private static HttpResponse<String> fake(String path) {
        return send(HttpRequest.newBuilder(URI.create(setting("orchestration.prompt-service.url") + path)))
                .raw();
    }

    /// Reads a stream event by event; closing it is hanging up.
    public record EventReader(HttpResponse<java.io.InputStream> response, BufferedReader lines)
            implements AutoCloseable {
        /// The next event with its offset, or null at the end.
        public JsonNode next() {
            try {
                String id = lines.readLine();
                if (id == null) return null;
                String data = lines.readLine();
                if (!id.startsWith("id: ")
                        || data == null
                        || !data.startsWith("data: ")
                        || !lines.readLine().isEmpty()) {
                    throw new IllegalStateException("no event: " + id + " / " + data);
                }
                var event = (com.fasterxml.jackson.databind.node.ObjectNode) tree(data.substring("data: ".length()));
                return event.put("offset", Long.parseLong(id.substring("id: ".length())));
            } catch (IOException cut) {
                throw new IllegalStateException("the stream was cut", cut);
            }
        }

        public List<JsonNode> rest() {
            var events = new ArrayList<JsonNode>();
            for (JsonNode event = next(); event != null; event = next()) events.add(event);
            return events;
        }

        public JsonNode until(String type) {
            JsonNode event = next();
            while (event != null && !event.path("type").asText().equals(type)) event = next();
            return event;
        }

        @Override
        public void close() {
            try {
                lines.close();
            } catch (IOException gone) {
                throw new IllegalStateException("cannot hang up", gone);
            }
        }
    }
}
