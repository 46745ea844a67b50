package io.triade.defaults.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.Detached;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
    @Test
    void passesBytesThroughUnchanged() {
        var wire = "id: 42\ndata: {\"type\":\"text-delta\",\"text\":\"olá \\n 🙂\"}\n\n";
        Frame frame = Frame.parse(Buffer.buffer(wire.substring(0, wire.length() - 2)));
        assertThat(frame).isNotNull();
        assertThat(frame.offset()).isEqualTo(42);
        assertThat(frame.type()).isEqualTo("text-delta");
        assertThat(frame.encoded().toString()).isEqualTo(wire);
    }

    @Test
    void writesTheSameEventAsALine() {
        assertThat(new Frame(7, Buffer.buffer("{\"a\":1}")).line().toString())
                .isEqualTo("{\"offset\":7,\"event\":{\"a\":1}}\n");
    }

    @Test
    void writesALastWordThatIsNoEventOfTheRun() {
        var word = new Detached(Problem.of(ProblemType.OVERLOADED, "Stopping.", "0a"), 7);
        var json = new EventCodec(new ObjectMapper()).json(word);

        assertThat(EventForm.SERVER_SENT_EVENTS.lastWord(json).toString())
                .startsWith("event: detached\ndata: {\"type\":\"detached\",\"problem\":{")
                .endsWith(",\"after\":7}\n\n");
        assertThat(EventForm.LINES.lastWord(json).toString()).isEqualTo(json + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "cancelled"})
    void knowsTheTerminalEvents(String type) {
        assertThat(new Frame(1, Buffer.buffer("{\"type\":\"" + type + "\"}")).terminal())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"started", "text-delta", "usage", "interrupted", ""})
    void knowsThatOthersAreNot(String type) {
        assertThat(new Frame(1, Buffer.buffer("{\"type\":\"" + type + "\"}")).terminal())
                .isFalse();
    }

    @Test
    void skipsHeartbeats() {
        assertThat(Frame.parse(Buffer.buffer(": "))).isNull();
        assertThat(Frame.parse(Buffer.buffer())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {}", "id: \ndata: {}", "id: x\ndata: {}", "id: 7", "id: 7\nevent: a", "<html>"})
    void refusesWhatIsNoFrame(String block) {
        assertThatThrownBy(() -> Frame.parse(Buffer.buffer(block))).isInstanceOf(IllegalArgumentException.class);
    }
}
