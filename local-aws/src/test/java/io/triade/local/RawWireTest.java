package io.triade.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Bytes that no client library would send are refused, and whoever asks next is answered.
class RawWireTest {
    private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END = 5;

    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Arguments> oneDotOne() {
        return Stream.of(
                Arguments.of("no request at all", "GARBAGE\r\n\r\n", "HTTP/1.0 400"),
                Arguments.of("another version", request("x: y", HELLO).replace("HTTP/1.1", "HTTP/9.9"), "HTTP/9.9 501"),
                Arguments.of("a line without end", "POST /" + "a".repeat(20_000), "HTTP/1.0 414"),
                Arguments.of("a header too large", request("x: " + "a".repeat(70_000), HELLO), "HTTP/1.1 431"),
                Arguments.of("a header without a colon", request("nonsense", HELLO), "HTTP/1.1 400"),
                Arguments.of("a header with a nought", request("x: a\0b", HELLO), "HTTP/1.1 400"),
                Arguments.of("two lengths", request("content-length: 3", HELLO), "HTTP/1.1 400"),
                Arguments.of(
                        "a length below nought",
                        request("x: y", HELLO).replace("length: 5", "length: -5"),
                        "HTTP/1.1 400"),
                Arguments.of("a body with a byte order mark", request("x: y", "\uFEFF" + HELLO), "HTTP/1.1 200"),
                Arguments.of("half a body", request("x: y", HELLO).replace("length: 5", "length: 1"), "HTTP/1.1 400"),
                Arguments.of("no path", "OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "HTTP/1.1 403"));
    }

    static Stream<Arguments> two() {
        return Stream.of(
                Arguments.of("no frames", "garbage".repeat(50).getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("a frame too large", HexFormat.of().parseHex("ffffff000000000001" + "61".repeat(100))),
                Arguments.of(
                        "headers that cannot be read", frame(HEADERS, END, 1, new byte[] {-1, -1, -1, -1, -1, -1})),
                Arguments.of("the server's stream number", frame(HEADERS, END, 2, headers("/_local/health"))),
                Arguments.of("a path without a slash", frame(HEADERS, END, 1, headers("model"))),
                Arguments.of("an empty path", frame(HEADERS, END, 1, headers(""))),
                Arguments.of("data before headers", frame(0, 1, 7, HELLO.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oneDotOne")
    void isRefusedOverOneDotOne(String what, String sent, String answered) throws Exception {
        assertThat(new String(exchange(sent.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
                .as(what)
                .startsWith(answered);
        assertOthersAreAnswered();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("two")
    void isRefusedOverTwo(String what, byte[] sent) throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.write(PREFACE);
        bytes.write(frame(SETTINGS, 0, 0, new byte[0]));
        bytes.write(sent);

        assertThat(exchange(bytes.toByteArray())).as(what).isNotEmpty();
        assertOthersAreAnswered();
    }

    private static String request(String header, String body) {
        return "POST /model/local.echo-v1/converse HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
                + "authorization: Bearer key\r\n" + header + "\r\ncontent-length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) 0)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static byte[] headers(String path) {
        var bytes = new ByteArrayOutputStream();
        for (var header : new String[][] {{":method", "GET"}, {":scheme", "http"}, {":path", path}}) {
            bytes.write(0);
            for (var text : header) {
                bytes.write(text.length());
                bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return bytes.toByteArray();
    }

    /// What comes back until the other side closes or has nothing more to say.
    private static byte[] exchange(byte[] sent) throws IOException {
        try (var socket = new Socket("localhost", gateway.port())) {
            socket.setSoTimeout(500);
            socket.getOutputStream().write(sent);
            var answer = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(answer);
            } catch (IOException _) {
                // Silence or a reset: what was said before counts.
            }
            return answer.toByteArray();
        }
    }

    private static void assertOthersAreAnswered() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var health = HttpRequest.newBuilder(URI.create("http://localhost:" + gateway.port() + "/_local/health"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            assertThat(http.send(health, BodyHandlers.ofString()).body()).contains("UP");
        }
    }
}
