package software.amazon.eventstream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Cuts bytes into the messages of an event stream, in place of the library's class of this name, which takes 2 MiB for
/// each stream before the first byte has come (ADR 8). A whole message in what is fed is decoded where it is; only an
/// unfinished one is kept, in as many bytes as it has. `Message.decode` checks both of its checksums.
public final class MessageDecoder {
    /// Total length, length of the headers and their checksum; then at least the message's own checksum.
    private static final int SHORTEST = 16;

    /// The format's own bounds: 16 MiB of payload, 128 KiB of headers.
    private static final int LONGEST = (16 << 20) + (128 << 10) + SHORTEST;

    private static final byte[] NOTHING = {};

    private final Consumer<Message> consumer;
    private final @Nullable List<Message> decoded;
    private byte[] kept = NOTHING;
    private int keptBytes;

    /// Collects messages for `getDecodedMessages`.
    public MessageDecoder() {
        var messages = new ArrayList<Message>();
        decoded = messages;
        consumer = messages::add;
    }

    public MessageDecoder(Consumer<Message> consumer) {
        this.decoded = null;
        this.consumer = consumer;
    }

    /// Messages decoded since the last call.
    ///
    /// @throws IllegalStateException where a consumer gets them
    public List<Message> getDecodedMessages() {
        if (decoded == null) throw new IllegalStateException("the consumer has the messages");
        List<Message> messages = List.copyOf(decoded);
        decoded.clear();
        return messages;
    }

    public void feed(byte[] bytes) {
        var _ = feed(ByteBuffer.wrap(bytes));
    }

    public void feed(byte[] bytes, int offset, int length) {
        var _ = feed(ByteBuffer.wrap(bytes, offset, length));
    }

    /// @throws IllegalArgumentException when the bytes are no event stream
    public MessageDecoder feed(ByteBuffer bytes) {
        while (keptBytes > 0 && bytes.hasRemaining()) complete(bytes);
        while (bytes.remaining() >= Integer.BYTES) {
            int length = length(bytes.getInt(bytes.position()));
            if (bytes.remaining() < length) break;
            consumer.accept(Message.decode(bytes.slice(bytes.position(), length)));
            bytes.position(bytes.position() + length);
        }
        if (bytes.hasRemaining()) keep(bytes, bytes.remaining());
        return this;
    }

    /// Adds to the unfinished message what it lacks, as far as it has come.
    private void complete(ByteBuffer bytes) {
        int wanted = keptBytes < Integer.BYTES ? Integer.BYTES : keptLength();
        keep(bytes, Math.min(wanted - keptBytes, bytes.remaining()));
        if (keptBytes < Integer.BYTES || keptBytes < keptLength()) return;
        ByteBuffer message = ByteBuffer.wrap(kept, 0, keptBytes);
        kept = NOTHING;
        keptBytes = 0;
        consumer.accept(Message.decode(message));
    }

    private void keep(ByteBuffer bytes, int count) {
        if (kept.length < keptBytes + count) kept = Arrays.copyOf(kept, Math.max(2 * keptBytes, keptBytes + count));
        bytes.get(kept, keptBytes, count);
        keptBytes += count;
    }

    private int keptLength() {
        return length(ByteBuffer.wrap(kept).getInt());
    }

    private static int length(int told) {
        if (told < SHORTEST || told > LONGEST) {
            throw new IllegalArgumentException(
                    "a message has from %d to %d bytes, was told %d".formatted(SHORTEST, LONGEST, told));
        }
        return told;
    }
}
