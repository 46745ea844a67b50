package io.triade.orchestration.runlog;

import io.vertx.core.buffer.Buffer;
import java.util.function.BiConsumer;

/// Consecutive events of one run, as they are kept and passed on: one JSON document a line.
///
/// @param first offset of the first
/// @param count how many there are, at least one
/// @param end true when the last of them is the run's terminal event
public record Batch(long first, int count, Buffer lines, boolean end) {
    private static final int HEADER_BYTES = 13;
    private static final byte[] ID = {'i', 'd', ':', ' '};
    private static final byte[] DATA = {'\n', 'd', 'a', 't', 'a', ':', ' '};
    private static final byte[] STOP = {'\n', '\n'};

    public Batch {
        if (first < 1 || count < 1) {
            throw new IllegalArgumentException("a batch has events from 1 on, was %d from %d".formatted(count, first));
        }
    }

    public long last() {
        return first + count - 1;
    }

    /// What of it comes after an offset inside it.
    public Batch after(long offset) {
        if (offset < first) return this;
        int skip = (int) (offset - first + 1);
        int from = 0;
        for (int i = 0; i < skip; i++) from = lineEnd(from) + 1;
        return new Batch(offset + 1, count - skip, lines.slice(from, lines.length()), end);
    }

    /// As server-sent events.
    public Buffer eventStream() {
        Buffer out = Buffer.buffer(lines.length() + 24 * count);
        int from = 0;
        for (int i = 0; i < count; i++) {
            int to = lineEnd(from);
            out.appendBytes(ID).appendString(Long.toString(first + i)).appendBytes(DATA);
            out.appendBuffer(lines, from, to - from).appendBytes(STOP);
            from = to + 1;
        }
        return out;
    }

    /// One event after the other.
    public void each(BiConsumer<Long, Buffer> event) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            int to = lineEnd(from);
            event.accept(first + i, lines.slice(from, to));
            from = to + 1;
        }
    }

    /// As a message on the run's channel.
    Buffer message() {
        return Buffer.buffer(HEADER_BYTES + lines.length())
                .appendLong(first)
                .appendInt(count)
                .appendByte((byte) (end ? 1 : 0))
                .appendBuffer(lines);
    }

    /// @throws IllegalArgumentException when the message is no batch
    static Batch ofMessage(Buffer message) {
        if (message.length() < HEADER_BYTES) {
            throw new IllegalArgumentException("a batch has a header, was " + message.length() + " bytes");
        }
        return new Batch(
                message.getLong(0),
                message.getInt(8),
                message.slice(HEADER_BYTES, message.length()),
                message.getByte(12) == 1);
    }

    private int lineEnd(int from) {
        int at = from;
        while (lines.getByte(at) != '\n') at++;
        return at;
    }
}
