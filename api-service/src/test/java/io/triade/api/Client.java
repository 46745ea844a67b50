package io.triade.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.ConfigProvider;

/// A caller of the service under test.
public final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// What came back, read as JSON where it is.
    public record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        public String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        public String slug() {
            return body.path("type").asText().replace("/problems/", "");
        }
    }

    private Client() {}

    public static URI base() {
        return URI.create(ConfigProvider.getConfig().getValue("test.url", String.class));
    }

    public static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base() + path)).timeout(Duration.ofSeconds(20));
    }

    public static HttpRequest.Builder request(String path, String token) {
        return request(path).header("authorization", "Bearer " + token);
    }

    public static Answer get(String path, String token) {
        return send(request(path, token));
    }

    public static Answer post(String path, String token, String body) {
        return send(
                request(path, token).header("content-type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    public static Answer send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            boolean json =
                    response.headers().firstValue("content-type").orElse("").contains("json");
            return new Answer(
                    response.statusCode(),
                    json && !response.body().isEmpty() ? JSON.readTree(response.body()) : JSON.nullNode(),
                    response);
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException("no answer", broken);
        }
    }

    /// Cancelling the future is hanging up.
    public static CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString());
    }

    /// The answer to a request that no client would send, head and all.
    public static String raw(String request) {
        try (var socket = new Socket("localhost", base().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new IllegalStateException("no answer", broken);
        }
    }

    public static HttpResponse<InputStream> stream(String path, String token, String body) {
        return open(request(path, token)
                .header("content-type", "application/json")
                .header("accept", "text/event-stream")
                .POST(BodyPublishers.ofString(body)));
    }

    /// The answer's bytes as they come; closing the stream is hanging up.
    public static HttpResponse<InputStream> open(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException("no stream", broken);
        }
    }
}
