package io.triade.defaults.streams;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One run event on its way between two sockets: its offset and its JSON, still as bytes, since most tiers only pass it
/// on.
///
/// @param offset 1 for the first event of a run
/// @param json the event, UTF-8
public record Frame(long offset, Buffer json) {
    private static final byte[] TYPE_PREFIX = "{\"type\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final Buffer ID = Buffer.buffer("id: ");
    private static final Buffer DATA = Buffer.buffer("\ndata: ");
    private static final Buffer END = Buffer.buffer("\n\n");
    private static final Buffer OFFSET = Buffer.buffer("{\"offset\":");
    private static final Buffer EVENT = Buffer.buffer(",\"event\":");

    /// The frame in a block of server-sent event lines without the closing blank line; null for a comment (heartbeat).
    ///
    /// @throws IllegalArgumentException when it is neither
    public static @Nullable Frame parse(Buffer block) {
        if (block.length() == 0 || block.getByte(0) == ':') return null;
        if (!starts(block, ID)) throw new IllegalArgumentException("an event has no id: line");
        int at = ID.length();
        long offset = 0;
        while (at < block.length() && block.getByte(at) >= '0' && block.getByte(at) <= '9') {
            offset = offset * 10 + (block.getByte(at++) - '0');
        }
        if (at == ID.length() || at + DATA.length() > block.length()) {
            throw new IllegalArgumentException("an event has no number or no data");
        }
        for (int i = 0; i < DATA.length(); i++) {
            if (block.getByte(at + i) != DATA.getByte(i))
                throw new IllegalArgumentException("an event has no data: line");
        }
        return new Frame(offset, block.slice(at + DATA.length(), block.length()));
    }

    /// The frame as server-sent event bytes.
    public Buffer encoded() {
        return Buffer.buffer(json.length() + 32)
                .appendBuffer(ID)
                .appendString(Long.toString(offset))
                .appendBuffer(DATA)
                .appendBuffer(json)
                .appendBuffer(END);
    }

    /// The frame as one line of newline-delimited JSON.
    public Buffer line() {
        return Buffer.buffer(json.length() + 40)
                .appendBuffer(OFFSET)
                .appendString(Long.toString(offset))
                .appendBuffer(EVENT)
                .appendBuffer(json)
                .appendString("}\n");
    }

    /// The event's `type`, read from the bytes: our encoder always writes it first.
    public String type() {
        if (json.length() < TYPE_PREFIX.length) return "";
        for (int i = 0; i < TYPE_PREFIX.length; i++) {
            if (json.getByte(i) != TYPE_PREFIX[i]) return "";
        }
        int end = TYPE_PREFIX.length;
        while (end < json.length() && json.getByte(end) != '"') end++;
        return json.getString(TYPE_PREFIX.length, end);
    }

    public boolean terminal() {
        return switch (type()) {
            case "completed", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    private static boolean starts(Buffer block, Buffer prefix) {
        if (block.length() < prefix.length()) return false;
        for (int i = 0; i < prefix.length(); i++) {
            if (block.getByte(i) != prefix.getByte(i)) return false;
        }
        return true;
    }
}
