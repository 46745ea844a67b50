package io.triade.local.models.llama;

import static io.triade.local.models.llama.TinyEngines.asked;
import static io.triade.local.models.llama.TinyEngines.begun;
import static io.triade.local.models.llama.TinyEngines.inference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaSlotsTest {
    private static final Duration SOON = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    private TinyEngines engines;

    @BeforeEach
    void open() {
        engines = new TinyEngines(folder);
    }

    @AfterEach
    void close() {
        engines.close();
    }

    @Test
    void givesNoMoreThanWasAskedForAndTheRestLater() throws Exception {
        // Given
        var engine = engines.open(TinyGguf.saying("a", "b", "c"));
        var answer = Listener.to(engine, asked("Hi"), 2);
        assertThat(answer.heard(2)).hasSize(2);

        // When
        var next = Listener.to(engine, asked("Hi")).ended();

        // Then
        assertThat(next.text()).isEqualTo("abc");
        assertThat(answer.texts()).containsExactly("a", "b");
        answer.request(10);
        assertThat(answer.ended().text()).isEqualTo("abc");
    }

    @Test
    void freesTheSlotWhenTheReaderLeaves() throws Exception {
        // Given
        var engine = engines.openTalkative();
        var left = Listener.to(engine, asked("Hi", inference(29_000)));
        left.heard(3);

        // When
        left.cancel();
        long cancelled = System.nanoTime();
        var next = Listener.to(engine, asked("Hi", inference(2))).ended();

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - cancelled)).isLessThan(SOON);
        assertThat(next.text()).isEqualTo("word0 word1 ");
        assertThat(left.over()).isFalse();
    }

    @Test
    void letsSoManyWaitAndThrottlesTheNext() throws Exception {
        // Given
        var engine = engines.openTalkative();
        var speaking = Listener.to(engine, asked("Hi", inference(29_000)));
        speaking.heard(1);
        var waiting = Listener.to(engine, asked("Hi", inference(1)));

        // When
        var refused = Listener.to(engine, asked("Hi"));

        // Then
        assertThat(refused.failure())
                .isInstanceOfSatisfying(
                        ModelFault.class, fault -> assertThat(fault.type()).isEqualTo(FaultType.THROTTLING))
                .hasMessageContaining("1 at a time and 1 wait");
        assertThat(waiting.over()).isFalse();
        speaking.cancel();
        assertThat(waiting.ended().text()).isEqualTo("word0 ");
    }

    @Test
    void givesThePlaceOfOneWhoStopsWaitingToTheNext() throws Exception {
        // Given
        var engine = engines.openTalkative();
        var speaking = Listener.to(engine, asked("Hi", inference(29_000)));
        speaking.heard(1);
        var waiting = Listener.to(engine, asked("Hi", inference(1)));

        // When
        waiting.cancel();
        var next = Listener.to(engine, asked("Hi", inference(1)));
        speaking.cancel();

        // Then
        assertThat(next.ended().text()).isEqualTo("word0 ");
        assertThat(waiting.pieces()).isEmpty();
    }

    @Test
    void answersAsManyAtATimeAsItHasSlotsWithoutMixingThemUp() throws Exception {
        var engine = engines.open(
                TinyGguf.saying("n1", "n2", "n3").after('a', "a1", "a2", "a3").after('b', "b1", "b2", "b3"),
                new Window(512, 2, 64));

        var answers = IntStream.range(0, 30)
                .mapToObj(i -> Listener.to(engine, begun("q" + i, i % 2 == 0 ? "a" : "b")))
                .toList();

        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).ended().text()).isEqualTo(i % 2 == 0 ? "a1a2a3" : "b1b2b3");
        }
    }

    @Test
    void evaluatesALongPromptInPartsThatCanBeCancelled() throws Exception {
        // Given
        var engine = engines.open(TinyGguf.saying("a"), new Window(16_000, 1, 1));
        var book = asked("many words ".repeat(1_400), inference(1));

        // When
        var left = Listener.to(engine, book);
        left.cancel();
        var next = Listener.to(engine, book).ended();

        // Then
        assertThat(next.text()).isEqualTo("a");
        assertThat(left.pieces()).isEmpty();
        assertThat(Listener.to(engine, book).ended().stopped()).isEqualTo(next.stopped());
    }

    @Test
    void tellsThoseItStillOwesAnAnswerThatItStops() throws Exception {
        // Given
        var engine = engines.openTalkative();
        var speaking = Listener.to(engine, asked("Hi", inference(29_000)));
        speaking.heard(1);
        var waiting = Listener.to(engine, asked("Hi"));

        // When
        engine.close();

        // Then
        assertThat(List.of(speaking.failure(), waiting.failure()))
                .allSatisfy(failure ->
                        assertThat(failure).isInstanceOf(ModelFault.class).hasMessageContaining("stopping"));
        assertThat(Listener.to(engine, asked("Hi")).failure()).hasMessageContaining("stopping");
        assertThatThrownBy(() -> engine.countTokens(asked("Hi"))).hasMessageContaining("stopping");
        engine.close();
    }
}
