package dev;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Asks a process whether it is ready, in the language that it speaks.
final class Health {
    private static final int PATIENCE_MILLIS = 2_000;

    private Health() {}

    static boolean ready(String url, Part part) {
        return url.startsWith("redis:") ? pings(URI.create(url)) : Http.answers(url + part.health());
    }

    private static boolean pings(URI redis) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(redis.getHost(), redis.getPort()), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }
}
