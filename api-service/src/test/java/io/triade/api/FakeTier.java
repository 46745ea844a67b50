package io.triade.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.triade.contracts.changes.ChangeNotice;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A tier behind the edge, played by a JDK HTTP server: it remembers what it was asked and answers what it was told.
public final class FakeTier implements AutoCloseable {
    /// One request as it arrived.
    public record Seen(String method, String uri, Headers headers, String body) {}

    /// What the tier does with a request whose body was read.
    @FunctionalInterface
    public interface Part {
        void play(HttpExchange exchange) throws IOException;
    }

    private static final String ALIVE = "{\"owner\":\"\",\"things\":[]}";

    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final Set<BlockingQueue<String>> listeners = ConcurrentHashMap.newKeySet();
    private final Queue<Part> parts = new ConcurrentLinkedQueue<>();
    private final int port;
    private volatile HttpServer server;
    private volatile Part part = json(200, "{}");

    public FakeTier() throws IOException {
        server = listen(0);
        port = server.getAddress().getPort();
    }

    private HttpServer listen(int port) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            Part next = parts.poll();
            seen.add(new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    body));
            (next == null ? part : next).play(exchange);
        });
        server.createContext(ChangeNotice.PATH, this::tell);
        server.start();
        return server;
    }

    /// Beside all that is asked for: what changed, told to whoever listens.
    private void tell(HttpExchange exchange) throws IOException {
        var notices = new LinkedBlockingQueue<String>();
        try (exchange) {
            OutputStream out = open(exchange);
            listeners.add(notices);
            for (String next = ALIVE; !next.isEmpty(); next = next(notices)) {
                out.write(("data: " + next + "\n\n").getBytes(UTF_8));
                out.flush();
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        } finally {
            listeners.remove(notices);
        }
    }

    private static String next(BlockingQueue<String> notices) throws InterruptedException {
        String notice = notices.poll(100, TimeUnit.MILLISECONDS);
        return notice == null ? ALIVE : notice;
    }

    /// That something of an owner's changed, by whatever door.
    public void changed(String owner, String... things) {
        String list = Stream.of(things).map(thing -> "\"" + thing + "\"").collect(Collectors.joining(","));
        listeners.forEach(notices -> notices.add("{\"owner\":\"" + owner + "\",\"things\":[" + list + "]}"));
    }

    /// Cuts off whoever listens for changes; they come back by themselves.
    public void tellsNoMore() {
        listeners.forEach(notices -> notices.add(""));
    }

    public boolean isListenedTo() {
        return !listeners.isEmpty();
    }

    public String url() {
        return "http://localhost:" + port;
    }

    /// Refuses every connection from now on, and cuts those that are open.
    public void away() {
        server.stop(0);
    }

    /// Listens again, at the same port.
    public void back() throws IOException {
        server = listen(port);
    }

    /// Forgets what was seen and plays this from now on.
    public void plays(Part next) {
        parts.clear();
        seen.clear();
        part = next;
    }

    /// As the other, one part for each request; the last is played for all that follow.
    public void plays(Part first, Part... others) {
        plays(others.length == 0 ? first : others[others.length - 1]);
        if (others.length > 0) parts.add(first);
        for (int i = 0; i < others.length - 1; i++) parts.add(others[i]);
    }

    /// How often it was asked since it was told what to play.
    public int asked() {
        return seen.size();
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
                {"type":"/problems/%s","title":"Refused","status":%d,"detail":"%s",\
                "traceId":"0af7651916cd43dd8448eb211c80319c"}""".formatted(slug, status, detail));
    }

    /// What a proxy says where no tier answers it: a problem like ours, without a trace.
    public static Part proxied(int status, String slug) {
        return answer(status, "application/problem+json", """
                {"type":"/problems/%s","title":"Refused","status":%d,"detail":"No replica."}""".formatted(slug, status));
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

    /// Events after an offset, then the end: as a run's log gives them. The run's id is in the head.
    public static Part log(String runId, int after, String... events) {
        return exchange -> {
            OutputStream out = opened(exchange, runId);
            try (exchange) {
                for (int i = 0; i < events.length; i++) send(out, after + i + 1, events[i]);
            }
        };
    }

    /// The same, then the connection is cut: nothing says that this was the end.
    public static Part cut(String runId, int after, String... events) {
        return exchange -> {
            OutputStream out = opened(exchange, runId);
            for (int i = 0; i < events.length; i++) send(out, after + i + 1, events[i]);
            throw new IOException("cut, as the test wants it");
        };
    }

    /// The connection is cut before a byte of an answer.
    public static Part lost() {
        return _ -> {
            throw new IOException("lost, as the test wants it");
        };
    }

    /// The same, and then silence until somebody hangs up.
    public static Part silent(String runId, int after, CompletableFuture<Long> left, String... events) {
        return exchange -> {
            OutputStream out = opened(exchange, runId);
            try {
                for (int i = 0; i < events.length; i++) send(out, after + i + 1, events[i]);
                while (true) {
                    Thread.sleep(10);
                    out.write(": \n\n".getBytes(UTF_8));
                    out.flush();
                }
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            } catch (IOException gone) {
                left.complete(System.nanoTime());
                throw gone;
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

    public static final String COMPLETED = "{\"type\":\"completed\",\"stopReason\":\"end_turn\"}";

    private static OutputStream opened(HttpExchange exchange, String runId) throws IOException {
        exchange.getResponseHeaders().set("x-run-id", runId);
        return open(exchange);
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
