package io.triade.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A WebSocket client that does as it is told, wrong things too: RFC 6455 over a plain socket.
public final class RawSocket implements AutoCloseable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] MASK = {0x11, 0x22, 0x33, 0x44};

    /// One frame as it came.
    public record Frame(boolean last, int opcode, String text, int code) {
        public JsonNode json() throws IOException {
            return JSON.readTree(text);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private String head = "";
    private boolean answersPings;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        socket.setSoTimeout(20_000);
    }

    /// The answer to an opening handshake with these headers beside the ordinary ones; null takes one away.
    public static RawSocket handshake(int port, String path, Map<String, String> headers) throws IOException {
        var all = new LinkedHashMap<String, String>();
        all.put("Host", "localhost:" + port);
        all.put("Upgrade", "websocket");
        all.put("Connection", "Upgrade");
        all.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        all.put("Sec-WebSocket-Version", "13");
        all.putAll(headers);
        var request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        all.forEach((name, value) -> {
            if (value != null) request.append(name).append(": ").append(value).append("\r\n");
        });
        var raw = new RawSocket(new Socket(InetAddress.getLoopbackAddress(), port));
        raw.out.write(request.append("\r\n").toString().getBytes(ISO_8859_1));
        raw.head = raw.readHead();
        return raw;
    }

    private String readHead() throws IOException {
        var read = new ByteArrayOutputStream();
        while (!read.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) break;
            read.write(next);
        }
        return read.toString(ISO_8859_1);
    }

    /// The status of the answer to the handshake.
    public int status() {
        return Integer.parseInt(head.split(" ", 3)[1]);
    }

    /// A header of that answer.
    public String header(String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst()
                .orElse("");
    }

    /// From now on pings are answered, as browsers do.
    public RawSocket answeringPings() {
        answersPings = true;
        return this;
    }

    public RawSocket say(String text) throws IOException {
        return frame(true, TEXT, text.getBytes(UTF_8));
    }

    public RawSocket frame(boolean last, int opcode, byte[] payload) throws IOException {
        return frame((last ? 0x80 : 0) | opcode, true, payload);
    }

    /// @param first the frame's first byte, with whatever bits
    public RawSocket frame(int first, boolean masked, byte[] payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.write(first);
        int mask = masked ? 0x80 : 0;
        if (payload.length < 126) {
            frame.write(mask | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(mask | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(mask | 127);
            for (int shift = 56; shift >= 0; shift -= 8) frame.write((int) ((long) payload.length >> shift));
        }
        if (masked) frame.write(MASK);
        for (int i = 0; i < payload.length; i++) frame.write(masked ? payload[i] ^ MASK[i % 4] : payload[i]);
        return bytes(frame.toByteArray());
    }

    public RawSocket bytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    public Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) length = in.readUnsignedShort();
        else if (length == 127) length = in.readLong();
        byte[] payload = in.readNBytes(Math.toIntExact(length));
        int opcode = first & 0x0f;
        if (opcode == PING && answersPings) answer(payload);
        if (opcode != CLOSE) return new Frame((first & 0x80) != 0, opcode, new String(payload, UTF_8), 0);
        int code = payload.length < 2 ? 1005 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
        String reason = payload.length < 2 ? "" : new String(Arrays.copyOfRange(payload, 2, payload.length), UTF_8);
        return new Frame(true, CLOSE, reason, code);
    }

    private void answer(byte[] ping) {
        try {
            frame(true, PONG, ping);
        } catch (IOException closed) {
            answersPings = false;
        }
    }

    /// The next message of this type; others are skipped.
    public JsonNode next(String type) throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.opcode == CLOSE) throw new AssertionError("closed instead of " + type + ": " + frame);
            if (frame.opcode != TEXT) continue;
            JsonNode message = frame.json();
            if (message.path("type").asText().equals(type)) return message;
        }
    }

    /// Everything from now on, to the close frame, while something else is done.
    public CompletableFuture<List<String>> toTheEnd() {
        var said = new CompletableFuture<List<String>>();
        Thread.ofVirtual().start(() -> {
            var texts = new ArrayList<String>();
            try {
                for (Frame frame = read(); ; frame = read()) {
                    if (frame.opcode == TEXT) texts.add(frame.text);
                    if (frame.opcode != CLOSE) continue;
                    texts.add(frame.code + " " + frame.text);
                    said.complete(texts);
                    return;
                }
            } catch (IOException | RuntimeException broken) {
                said.completeExceptionally(broken);
            }
        });
        return said;
    }

    /// The next message, whatever its type.
    public JsonNode next() throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.opcode == CLOSE) throw new AssertionError("closed: " + frame);
            if (frame.opcode == TEXT) return frame.json();
        }
    }

    /// The close frame; what comes before it is skipped.
    public Frame closing() throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.opcode == CLOSE) return frame;
        }
    }

    /// Whether the other side closes the connection, whatever it says before.
    public boolean endsWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            in.readAllBytes();
            return true;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
