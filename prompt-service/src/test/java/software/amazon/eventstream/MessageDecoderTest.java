package software.amazon.eventstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageDecoderTest {
    private static List<Message> messages() {
        var messages = new ArrayList<Message>();
        for (int size : new int[] {0, 1, 17, 1_000, 40_000, 300_000}) {
            var headers = Map.of(":event-type", HeaderValue.fromString("contentBlockDelta"));
            messages.add(new Message(headers, "x".repeat(size).getBytes(StandardCharsets.UTF_8)));
        }
        return messages;
    }

    private static byte[] encoded(List<Message> messages) {
        var bytes = new ByteArrayOutputStream();
        messages.forEach(message -> message.encode(bytes));
        return bytes.toByteArray();
    }

    @Test
    void isTheOneThatTheSdkUses() {
        assertThat(MessageDecoder.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .doesNotEndWith(".jar");
    }

    @Test
    void findsTheSameMessagesHoweverTheBytesWereCut() {
        byte[] bytes = encoded(messages());
        var random = new Random(7);
        for (int most : new int[] {1, 3, 16, 1_000, 100_000, bytes.length}) {
            var decoder = new MessageDecoder();
            for (int from = 0; from < bytes.length; ) {
                int count = Math.min(1 + random.nextInt(most), bytes.length - from);
                decoder.feed(bytes, from, count);
                from += count;
            }
            assertThat(decoder.getDecodedMessages()).isEqualTo(messages());
            assertThat(decoder.getDecodedMessages()).isEmpty();
        }
    }

    @Test
    void takesReadOnlyAndDirectBuffers() {
        byte[] bytes = encoded(messages());
        var seen = new ArrayList<Message>();
        var decoder = new MessageDecoder(seen::add);

        decoder.feed(ByteBuffer.wrap(bytes).asReadOnlyBuffer())
                .feed(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());

        assertThat(seen).hasSize(12);
        assertThat(seen.subList(6, 12)).isEqualTo(messages());
        assertThatThrownBy(decoder::getDecodedMessages).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesBytesThatAreNoMessage() {
        byte[] damaged = encoded(messages().subList(2, 3));
        damaged[damaged.length - 6]++;
        assertThatThrownBy(() -> new MessageDecoder().feed(damaged)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> new MessageDecoder().feed("<html>no</html>".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MessageDecoder().feed(new byte[8])).isInstanceOf(IllegalArgumentException.class);
    }
}
