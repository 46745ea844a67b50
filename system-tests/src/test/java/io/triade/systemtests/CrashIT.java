package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A tier that dies in the middle of an answer.
@ExtendWith(SuiteExtension.class)
class CrashIT {
    private final Suite suite;

    CrashIT(Suite suite) {
        this.suite = suite;
    }

    @AfterEach
    void leaveEverythingRunning() throws Exception {
        suite.startMissing();
    }

    @Test
    void endsTheStreamWithOneFailedEventAndLetsTheSessionGoOn() throws Exception {
        // Given
        var ana = suite.caller("ana");
        String session = ana.newSession();
        var events = new ArrayList<Answer.Event>();

        // When
        try (var answer = ana.ask(session, "#echo delay=20 repeat=500\nword")) {
            for (int i = 0; i < 10; i++) events.add(answer.next().orElseThrow());
            ProcessHandle.of(suite.process("prompt-service").pid())
                    .orElseThrow()
                    .destroyForcibly();
            events.addAll(answer.toTheEnd());
        }

        // Then
        Answer.assertWellFormed(events);
        var last = events.getLast();
        assertThat(last.type()).isEqualTo("failed");
        assertThat(last.data().at("/problem/type").asText()).startsWith("/problems/");
        assertThat(last.data().toString()).doesNotContain("Exception").doesNotContain("\tat ");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(
                                ana.turns(session).path(0).path("state").asText())
                        .isEqualTo("failed"));
        var stored = ana.turns(session).path(0);
        assertThat(stored.path("output").asText()).isEqualTo(Answer.text(events));
        assertThat(stored.at("/problem/type").asText())
                .isEqualTo(last.data().at("/problem/type").asText());
        System.out.println("kill -9: the client got " + last.data());

        // When
        suite.startMissing();

        // Then
        try (var answer = ana.ask(session, "and on it goes")) {
            var goneOn = answer.toTheEnd();
            Answer.assertWellFormed(goneOn);
            assertThat(Answer.text(goneOn)).isEqualTo("and on it goes");
            assertThat(goneOn.getLast().type()).isEqualTo("completed");
        }
    }
}
