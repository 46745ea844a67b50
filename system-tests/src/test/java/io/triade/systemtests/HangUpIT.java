package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A caller who hangs up after three words of five hundred ends the generation in the model, wherever he came in.
@ExtendWith(SuiteExtension.class)
class HangUpIT {
    private static final String LONG_ANSWER = "#echo delay=20 repeat=500\nword";
    private static final Duration LIMIT = Duration.ofMillis(500);

    private final Suite suite;

    HangUpIT(Suite suite) {
        this.suite = suite;
    }

    /// Opens a stream of which each frame counts.
    private interface Door {
        Answer open() throws Exception;
    }

    @Test
    void atASessionsTurn() throws Exception {
        // Given
        var ana = suite.caller("ana");
        String session = ana.newSession();

        // When
        hangUp(
                "POST turn at api-service",
                () -> Answer.to(
                        ana.api() + "/v1/sessions/" + session + "/turns",
                        ana.token(),
                        Map.of("text", LONG_ANSWER, "model", "local.echo-v1", "onDisconnect", "cancel"),
                        Map.of()));

        // Then
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(
                                ana.turns(session).path(0).path("state").asText())
                        .isEqualTo("cancelled"));
        assertThat(ana.turns(session).path(0).path("output").asText()).startsWith("word word");
    }

    @Test
    void atTheOpenAiDoor() throws Exception {
        var ana = suite.caller("ana");
        hangUp(
                "OpenAI door at api-service",
                () -> Answer.to(
                        ana.api() + "/openai/v1/chat/completions",
                        ana.token(),
                        Map.of(
                                "model",
                                "local.echo-v1",
                                "stream",
                                true,
                                "messages",
                                List.of(Map.of("role", "user", "content", LONG_ANSWER))),
                        Map.of()));
    }

    @Test
    void atThePromptTier() throws Exception {
        String token = InternalToken.of(suite.secret(), "acme", "judge");
        var content = List.of(Map.of("type", "text", "text", LONG_ANSWER));
        hangUp(
                "generation at prompt-service",
                () -> Answer.to(
                        suite.prompt() + "/v1/generations",
                        token,
                        Map.of(
                                "model",
                                "local.echo-v1",
                                "messages",
                                List.of(Map.of("role", "user", "content", content))),
                        Map.of()));
    }

    private void hangUp(String where, Door door) throws Exception {
        long cancelledBefore = suite.generations().path("cancelled").asLong();
        try (Answer answer = door.open()) {
            for (int deltas = 0; deltas < 4; deltas++) assertThat(answer.next()).isPresent();
            assertThat(suite.generations().path("active").asLong()).isPositive();
        }
        long hungUp = System.nanoTime();
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(suite.generations().path("cancelled").asLong())
                                .isEqualTo(cancelledBefore + 1));
        var seen = Duration.ofNanos(System.nanoTime() - hungUp);
        System.out.printf("hang-up: %s: cancelled in the model after %d ms%n", where, seen.toMillis());
        assertThat(seen).isLessThan(LIMIT);
    }
}
