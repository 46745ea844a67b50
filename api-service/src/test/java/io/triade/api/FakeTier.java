package io.triade.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A tier behind the edge, played by a JDK HTTP server: it remembers what it was asked and answers what it was told.
public final class FakeTier implements AutoCloseable {
    /// One request as it arrived.
    public record Seen(String method, String uri, Headers headers, String body) {}

    /// What the tier does with a request whose body was read.
    @FunctionalInterface
    public interface Part {
        void play(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private volatile Part part = json(200, "{}");

    public FakeTier() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            seen.add(new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    body));
            part.play(exchange);
        });
        server.start();
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /// Forgets what was seen and plays this from now on.
    public void plays(Part next) {
        seen.clear();
        part = next;
    }

    public Seen seen() {
        try {
            Seen request = seen.poll(5, TimeUnit.SECONDS);
            if (request == null) throw new AssertionError("the tier was not asked");
            return request;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    public boolean wasAsked() {
        return !seen.isEmpty();
    }

    public static Part json(int status, String body) {
        return answer(status, "application/json", body);
    }

    public static Part problem(int status, String slug, String detail) {
        return answer(status, "application/problem+json", """
                {"type":"/problems/%s","title":"Refused","status":%d,"detail":"%s"}""".formatted(slug, status, detail));
    }

    public static Part answer(int status, String type, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().set("content-type", type);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            try (exchange) {
                exchange.getResponseBody().write(bytes);
            }
        };
    }

    /// Numbered events, then the end.
    public static Part events(String... events) {
        return exchange -> {
            OutputStream out = open(exchange);
            try (exchange) {
                for (int i = 0; i < events.length; i++) send(out, i + 1, events[i]);
            }
        };
    }

    /// A started event and text for ever; completes the future when the caller is gone.
    public static Part endless(Duration pause, CompletableFuture<Long> left) {
        return exchange -> {
            OutputStream out = open(exchange);
            try (exchange) {
                send(out, 1, STARTED);
                for (int i = 2; i < 100_000; i++) {
                    send(out, i, text("w" + i + " "));
                    Thread.sleep(pause);
                }
            } catch (IOException | InterruptedException gone) {
                left.complete(System.nanoTime());
            }
        };
    }

    public static final String STARTED = "{\"type\":\"started\",\"runId\":\"r_1\",\"model\":\"local.echo-v1\"}";

    public static String text(String text) {
        return "{\"type\":\"text-delta\",\"text\":\"" + text + "\"}";
    }

    private static OutputStream open(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private static void send(OutputStream out, int offset, String event) throws IOException {
        out.write(("id: " + offset + "\ndata: " + event + "\n\n").getBytes(UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
