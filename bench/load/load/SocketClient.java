package load;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// The least of a WebSocket client: text out, text in, pings answered.
public final class SocketClient implements AutoCloseable {
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    /// @param receiveBytes the kernel's buffer on this side; 0 for its own choice
    public SocketClient(URI api, String token, int receiveBytes) throws IOException {
        if (receiveBytes > 0) socket.setReceiveBufferSize(receiveBytes);
        socket.connect(new InetSocketAddress(api.getHost(), api.getPort()), 20_000);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
        out.write(("GET /v1/realtime HTTP/1.1\r\nHost: " + api.getAuthority() + "\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: triade.v1\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) head.append((char) in.readUnsignedByte());
        if (!head.toString().startsWith("HTTP/1.1 101")) throw new IOException("no socket: " + head.toString().lines().findFirst());
    }

    public synchronized void say(String text) throws IOException {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /// The next message; null when the other side has closed.
    public String next() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0f;
            long length = in.readUnsignedByte() & 0x7f;
            if (length == 126) length = in.readUnsignedShort();
            else if (length == 127) length = in.readLong();
            byte[] payload = in.readNBytes((int) length);
            switch (opcode) {
                case TEXT -> {
                    return new String(payload, StandardCharsets.UTF_8);
                }
                case CLOSE -> {
                    return null;
                }
                case PING -> pong(payload);
                default -> {}
            }
        }
    }

    private synchronized void pong(byte[] payload) throws IOException {
        send(PONG, payload);
    }

    /// Masked with nothing, which is a mask too.
    private void send(int opcode, byte[] payload) throws IOException {
        if (payload.length > 65_535) throw new IllegalArgumentException("too long for this client");
        boolean small = payload.length < 126;
        var frame = new byte[(small ? 6 : 8) + payload.length];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (0x80 | (small ? payload.length : 126));
        if (!small) {
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
        }
        System.arraycopy(payload, 0, frame, frame.length - payload.length, payload.length);
        out.write(frame);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
