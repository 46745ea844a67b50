package io.triade.defaults.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.triade.contracts.generations.StopReason;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.contracts.runs.RunEvent;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeStreamTest {
    private final EventCodec codec = new EventCodec(new ObjectMapper());
    private final Frame started = codec.frame(1, new RunEvent.Started("r1", null, "m"));
    private final Frame text = codec.frame(2, new RunEvent.TextDelta("a"));
    private final Frame completed = codec.frame(3, new RunEvent.Completed(StopReason.END_TURN));

    private List<Frame> whole(Multi<Frame> frames) {
        return WholeStream.of(frames, codec, "0a").collect().asList().await().indefinitely();
    }

    @Test
    void leavesAWholeStreamAlone() {
        assertThat(whole(Multi.createFrom().items(started, text, completed))).containsExactly(started, text, completed);
    }

    @Test
    void endsAStreamThatStoppedEarlyWithFailed() {
        assertEndsFailed(whole(Multi.createFrom().items(started, text)), 3);
    }

    @Test
    void endsABrokenStreamWithFailed() {
        assertEndsFailed(
                whole(Multi.createBy()
                        .concatenating()
                        .streams(
                                Multi.createFrom().items(started, text),
                                Multi.createFrom().failure(new IOException("reset")))),
                3);
    }

    @Test
    void endsAStreamWithAGapWithFailed() {
        assertEndsFailed(whole(Multi.createFrom().items(started, completed)), 2);
    }

    @Test
    void saysNothingAfterTheTerminalEvent() {
        assertThat(whole(Multi.createFrom().items(started, text, completed, completed)))
                .containsExactly(started, text, completed);
    }

    @Test
    void failsTheRequestWhenNothingWasSaid() {
        assertThatThrownBy(() -> whole(Multi.createFrom().empty()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        failure -> assertThat(failure.type()).isEqualTo(ProblemType.UPSTREAM_FAILED));
    }

    private void assertEndsFailed(List<Frame> frames, long offset) {
        Frame last = frames.getLast();
        assertThat(last.offset()).isEqualTo(offset);
        assertThat(codec.event(last))
                .isInstanceOfSatisfying(
                        RunEvent.Failed.class,
                        failed -> assertThat(failed.problem().type()).isEqualTo("/problems/upstream-failed"));
        assertThat(frames.stream().filter(Frame::terminal)).hasSize(1);
    }
}
