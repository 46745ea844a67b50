package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A hundred callers at once, each with words of his own.
@ExtendWith(SuiteExtension.class)
class ManyStreamsIT {
    private static final int STREAMS = 100;
    private static final int WORDS = 50;

    private final Suite suite;

    ManyStreamsIT(Suite suite) {
        this.suite = suite;
    }

    @Test
    void noneIsLostOrOutOfOrderOrMixedUp() throws Exception {
        // Given
        var callers = List.of(suite.caller("ana"), suite.caller("bruno"));
        var sessions = IntStream.range(0, STREAMS)
                .mapToObj(stream -> callers.get(stream % 2).newSession())
                .toList();
        System.out.println("before 100 streams: " + memory());

        // When
        var answers = new ArrayList<Future<List<Answer.Event>>>();
        long mostAtOnce = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int stream = 0; stream < STREAMS; stream++) {
                var caller = callers.get(stream % 2);
                String session = sessions.get(stream);
                String question = "#echo delay=20\n" + words(stream);
                answers.add(threads.submit((Callable<List<Answer.Event>>) () -> {
                    try (var answer = caller.ask(session, question)) {
                        return answer.toTheEnd();
                    }
                }));
            }
            while (answers.stream().anyMatch(answer -> !answer.isDone())) {
                mostAtOnce =
                        Math.max(mostAtOnce, suite.generations().path("active").asLong());
            }
        }
        System.out.printf("after 100 streams: %s (at most %d at once in the model)%n", memory(), mostAtOnce);

        // Then
        for (int stream = 0; stream < STREAMS; stream++) {
            var events = answers.get(stream).get();
            Answer.assertWellFormed(events);
            assertThat(Answer.text(events)).isEqualTo(words(stream));
            assertThat(events.getLast().type()).isEqualTo("completed");
            assertThat(events.get(events.size() - 2)
                            .data()
                            .at("/usage/outputTokens")
                            .asInt())
                    .isEqualTo(WORDS);
            var stored = callers.get(stream % 2).turns(sessions.get(stream)).path(0);
            assertThat(stored.path("output").asText()).isEqualTo(words(stream));
            assertThat(stored.path("state").asText()).isEqualTo("succeeded");
        }
    }

    private static String words(int stream) {
        return IntStream.range(0, WORDS)
                .mapToObj(word -> "s%dw%d".formatted(stream, word))
                .collect(Collectors.joining(" "));
    }

    private String memory() throws Exception {
        return suite.processes().stream()
                .map(process -> "%s %d MiB".formatted(process.name(), process.residentBytes() >> 20))
                .collect(Collectors.joining(", "));
    }
}
