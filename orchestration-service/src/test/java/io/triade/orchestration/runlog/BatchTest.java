package io.triade.orchestration.runlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class BatchTest {
    private final Batch batch = new Batch(7, 3, Buffer.buffer("{\"a\":1}\n{\"b\":2}\n{\"c\":\"é\"}\n"), true);

    @Test
    void isWrittenAsServerSentEvents() {
        assertThat(batch.eventStream().toString())
                .isEqualTo("id: 7\ndata: {\"a\":1}\n\nid: 8\ndata: {\"b\":2}\n\nid: 9\ndata: {\"c\":\"é\"}\n\n");
    }

    @Test
    void isTheSameAfterItsJourneyAsAMessage() {
        assertThat(Batch.ofMessage(batch.message())).isEqualTo(batch);
        assertThatThrownBy(() -> Batch.ofMessage(Buffer.buffer("short"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesWhatComesAfterAnOffsetInsideIt() {
        assertThat(batch.after(0)).isEqualTo(batch);
        assertThat(batch.after(6)).isEqualTo(batch);
        assertThat(batch.after(8)).isEqualTo(new Batch(9, 1, Buffer.buffer("{\"c\":\"é\"}\n"), true));
        assertThat(batch.after(8).eventStream().toString()).isEqualTo("id: 9\ndata: {\"c\":\"é\"}\n\n");
    }

    @Test
    void goesThroughItsEventsInOrder() {
        var seen = new ArrayList<String>();

        batch.each((offset, json) -> seen.add(offset + json.toString()));

        assertThat(seen).containsExactly("7{\"a\":1}", "8{\"b\":2}", "9{\"c\":\"é\"}");
    }

    @Test
    void hasEventsAndCountsFromOne() {
        assertThatThrownBy(() -> new Batch(0, 1, Buffer.buffer("x\n"), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Batch(1, 0, Buffer.buffer(), false)).isInstanceOf(IllegalArgumentException.class);
    }
}
