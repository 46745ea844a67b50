package io.triade.orchestration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/// A prompt tier played by a JDK HTTP server. The last message's first word is a stage direction:
///
/// - `stall N`: N words, then only heartbeats until the caller leaves, which is counted
/// - `break N`: N words, then the connection is cut; with a second number asked again as `hang` · `end N`: N words,
/// then the stream ends too early
/// - `fail N`: N words, then a failed event · `skip N`: N words, then an event with a gap before it
/// - `hang N M`: N words, then as `stall`; asked again it says the rest up to M, or as many as it may, from where
/// `answerSoFar` is
/// - `hang N M cannot`: the same, but it refuses `answerSoFar`
/// - `long N`: N characters in pieces · `slow N`: N words, 20 ms apart
/// - `refuse STATUS SLUG`: a problem before the first event · `garbage`: bytes that are no events
/// - `gone N …`: the first N times it is asked the connection breaks before it says anything; then as the rest directs
/// - `once STATUS SLUG …`: as `refuse`; asked again as the rest directs
/// - `late N …`: nothing for N ms, then as the rest directs
/// - anything else is said back word by word
///
/// What it was asked can be read at `/fake/requests/<run>`, how many callers left it at `/fake/left`.
final class FakePromptService implements AutoCloseable {
    private static final String CANNOT_CONTINUE =
            "{\"type\":\"/problems/cannot-continue\",\"title\":\"Refused\",\"status\":422,\"detail\":\"as told\"}";

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> requests = new ConcurrentHashMap<>();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final Map<String, Long> left = new ConcurrentHashMap<>();
    private final HttpServer server;

    FakePromptService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/generations", this::generation);
        server.createContext("/v1/token-counts", this::count);
        server.createContext("/v1/titles", this::title);
        server.createContext("/fake/requests/", this::request);
        server.createContext("/fake/left/", this::left);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void generation(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        JsonNode request = json.readTree(body);
        String run = request.path("runId").asText();
        boolean again = requests.put(run, body) != null;
        JsonNode messages = request.path("messages");
        String text = messages.path(messages.size() - 1)
                .path("content")
                .path(0)
                .path("text")
                .asText();
        if (text.startsWith("late ")) {
            String[] late = text.split(" ", 3);
            Script.pause(Long.parseLong(late[1]));
            text = late[2];
        }
        if (text.startsWith("gone ")) {
            String[] gone = text.split(" ", 3);
            if (asked.merge(run, 1, Integer::sum) <= Integer.parseInt(gone[1])) {
                exchange.close();
                return;
            }
            text = gone[2];
        }
        if (text.startsWith("once ")) {
            String[] once = text.split(" ", 4);
            text = again ? once[3] : "refuse %s %s".formatted(once[1], once[2]);
        }
        String[] direction = text.split(" ", 3);
        if (direction[0].equals("refuse")) {
            String problem = "{\"type\":\"/problems/%s\",\"title\":\"Refused\",\"status\":%s,\"detail\":\"as told\","
                            .formatted(direction[2], direction[1])
                    + "\"traceId\":\"t\"}";
            answer(exchange, Integer.parseInt(direction[1]), "application/problem+json", problem);
            return;
        }
        if (text.endsWith(" cannot") && request.has("answerSoFar")) {
            answer(exchange, 422, "application/problem+json", CANNOT_CONTINUE);
            return;
        }
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        boolean goingOn =
                again && direction.length > 2 && (direction[0].equals("hang") || direction[0].equals("break"));
        exchange.sendResponseHeaders(200, direction[0].equals("break") && !goingOn ? 1_000_000 : 0);
        try {
            var script = new Script(exchange.getResponseBody());
            if (goingOn) goOn(direction, request, script);
            else play(direction, text, request, script);
            // Of a promised length too little has come by now, which cuts the connection.
            exchange.close();
        } catch (IOException goneOrCut) {
            left.put(run, System.currentTimeMillis());
        }
    }

    private void play(String[] direction, String text, JsonNode request, Script script) throws IOException {
        String model = request.path("model").asText("standard-model");
        int count = direction.length > 1 && direction[1].matches("\\d{1,7}") ? Integer.parseInt(direction[1]) : 0;
        if (direction[0].equals("garbage")) {
            script.bytes("<html>what?</html>\n\n");
            return;
        }
        script.event("{\"type\":\"started\",\"runId\":\"%s\",\"sessionId\":\"%s\",\"model\":\"%s\"}"
                .formatted(
                        request.path("runId").asText(),
                        request.path("sessionId").asText(),
                        model));
        switch (direction[0]) {
            case "stall", "hang" -> {
                script.words(count, 0);
                while (true) script.heartbeat();
            }
            case "break", "end" -> script.words(count, 0);
            case "skip" -> {
                script.words(count, 0);
                script.skip();
                script.words(1, 0);
            }
            case "fail" -> {
                script.words(count, 0);
                script.event("{\"type\":\"failed\",\"problem\":{\"type\":\"/problems/model-failed\","
                        + "\"title\":\"The model failed\",\"status\":502,\"detail\":\"as told\"}}");
            }
            case "long" -> {
                for (int i = 0; i < count; i += 1_000) script.text("é".repeat(Math.min(1_000, count - i)));
                script.completed(count);
            }
            case "slow" -> {
                script.words(count, 20);
                script.completed(count);
            }
            default -> {
                String[] words = text.split(" ", -1);
                for (String word : words) script.text(word + " ");
                script.completed(words.length);
            }
        }
    }

    private void goOn(String[] direction, JsonNode request, Script script) throws IOException {
        script.event("{\"type\":\"started\",\"runId\":\"%s\",\"model\":\"m\"}"
                .formatted(request.path("runId").asText()));
        int from = request.path("answerSoFar").asText().isEmpty()
                ? 0
                : request.path("answerSoFar").asText().split(" ", -1).length - 1;
        int to = Integer.parseInt(direction[2].split(" ", 2)[0]);
        int most = request.path("parameters").path("maxTokens").asInt(to);
        int last = Math.min(to, from + most);
        for (int word = from + 1; word <= last; word++) script.text("w" + word + " ");
        script.completed(last - from);
    }

    /// A word is a token. As the real one, it counts nothing of an answer that its model would not go on with.
    private void count(HttpExchange exchange) throws IOException {
        JsonNode request = json.readTree(exchange.getRequestBody());
        String asked = request.path("messages")
                .path(0)
                .path("content")
                .path(0)
                .path("text")
                .asText();
        String answer = request.path("answerSoFar").asText();
        if (asked.endsWith(" cannot") && !answer.isEmpty()) {
            answer(exchange, 422, "application/problem+json", CANNOT_CONTINUE);
            return;
        }
        int tokens =
                asked.split(" ").length + (answer.isBlank() ? 0 : answer.strip().split(" ").length);
        answer(exchange, 200, "application/json", "{\"model\":\"m\",\"inputTokens\":" + tokens + "}");
    }

    private void title(HttpExchange exchange) throws IOException {
        String text = json.readTree(exchange.getRequestBody()).path("text").asText();
        if (text.contains("untitled")) answer(exchange, 503, "text/plain", "no");
        else answer(exchange, 200, "application/json", "{\"title\":\"About " + text.split("\\s", 2)[0] + "\"}");
    }

    private void request(HttpExchange exchange) throws IOException {
        String known = requests.get(last(exchange));
        answer(exchange, known == null ? 404 : 200, "application/json", known == null ? "{}" : known);
    }

    private void left(HttpExchange exchange) throws IOException {
        Long when = left.get(last(exchange));
        answer(exchange, when == null ? 404 : 200, "text/plain", when == null ? "still here" : when.toString());
    }

    private static String last(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("content-type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /// Writes numbered events.
    private static final class Script {
        private final OutputStream out;
        private long offset;

        Script(OutputStream out) {
            this.out = out;
        }

        void event(String json) throws IOException {
            bytes("id: " + ++offset + "\ndata: " + json + "\n\n");
        }

        void text(String text) throws IOException {
            event("{\"type\":\"text-delta\",\"text\":\""
                    + text.replace("\"", "\\\"").replace("\n", "\\n") + "\"}");
        }

        void words(int count, long pauseMillis) throws IOException {
            for (int i = 1; i <= count; i++) {
                text("w" + i + " ");
                pause(pauseMillis);
            }
        }

        void completed(int tokens) throws IOException {
            event("{\"type\":\"usage\",\"usage\":{\"inputTokens\":3,\"outputTokens\":%d,\"cacheReadInputTokens\":0,"
                            .formatted(tokens)
                    + "\"cacheWriteInputTokens\":0},\"estimated\":false}");
            event("{\"type\":\"completed\",\"stopReason\":\"end_turn\"}");
        }

        void heartbeat() throws IOException {
            bytes(": \n\n");
            pause(5);
        }

        void skip() {
            offset++;
        }

        void bytes(String text) throws IOException {
            out.write(text.getBytes(UTF_8));
            out.flush();
        }

        private static void pause(long millis) {
            if (millis == 0) return;
            try {
                Thread.sleep(millis);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
