package io.triade.local.wire;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// One kind of `application/vnd.amazon.eventstream` frame: the headers are encoded once, a payload is framed
/// for each event. See the [format](https://smithy.io/2.0/aws/amazon-eventstream.html).
public final class EventFrame {
    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;
    private static final byte STRING = 7;

    private final byte[] headers;

    private EventFrame(String messageType, String typeHeader, String type) {
        var buffer = Buffer.buffer(96);
        header(buffer, typeHeader, type);
        header(buffer, ":content-type", "application/json");
        header(buffer, ":message-type", messageType);
        this.headers = buffer.getBytes();
    }

    public static EventFrame event(String type) {
        return new EventFrame("event", ":event-type", type);
    }

    public static EventFrame exception(String type) {
        return new EventFrame("exception", ":exception-type", type);
    }

    public Buffer append(Buffer out, String json) {
        return out.appendBytes(encode(json));
    }

    public byte[] encode(String json) {
        var payload = json.getBytes(StandardCharsets.UTF_8);
        int length = PRELUDE + headers.length + payload.length + CHECKSUM;
        var frame = ByteBuffer.allocate(length);
        frame.putInt(length).putInt(headers.length);
        var checksum = new CRC32();
        checksum.update(frame.array(), 0, 8);
        frame.putInt((int) checksum.getValue()).put(headers).put(payload);
        checksum.update(frame.array(), 8, length - 8 - CHECKSUM);
        return frame.putInt((int) checksum.getValue()).array();
    }

    private static void header(Buffer buffer, String name, String value) {
        buffer.appendByte((byte) name.length()).appendString(name).appendByte(STRING);
        buffer.appendShort((short) value.length()).appendString(value);
    }
}
