package io.triade.local.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

class EventFrameTest {
    private static List<Message> decode(byte[] frame) {
        var messages = new ArrayList<Message>();
        new MessageDecoder(messages::add).feed(frame);
        return messages;
    }

    @Test
    void isReadByTheDecoderOfAws() {
        var messages = decode(EventFrame.event("contentBlockDelta").encode("{\"text\":\"olá \uD83C\uDF0D\"}"));

        assertThat(messages).hasSize(1);
        assertThat(messages.getFirst().getHeaders().get(":event-type").getString())
                .isEqualTo("contentBlockDelta");
        assertThat(messages.getFirst().getHeaders().get(":message-type").getString())
                .isEqualTo("event");
        assertThat(messages.getFirst().getHeaders().get(":content-type").getString())
                .isEqualTo("application/json");
        assertThat(new String(messages.getFirst().getPayload(), StandardCharsets.UTF_8))
                .isEqualTo("{\"text\":\"olá \uD83C\uDF0D\"}");
    }

    @Test
    void namesTheTypeOfAnException() {
        var message =
                decode(EventFrame.exception("throttlingException").encode("{}")).getFirst();

        assertThat(message.getHeaders().get(":message-type").getString()).isEqualTo("exception");
        assertThat(message.getHeaders().get(":exception-type").getString()).isEqualTo("throttlingException");
    }

    @Test
    void isRefusedWhenOneBitIsWrong() {
        var prelude = EventFrame.event("chunk").encode("{}");
        prelude[9] ^= 1;
        var payload = EventFrame.event("chunk").encode("{}");
        payload[payload.length - 5] ^= 1;

        assertThatThrownBy(() -> decode(prelude)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> decode(payload)).isInstanceOf(RuntimeException.class);
    }
}
