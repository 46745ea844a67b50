package io.triade.systemtests.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.triade.systemtests.Answer;
import io.triade.systemtests.SuiteExtension;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A model that says nothing for long: who asked it learns meanwhile which run it is, by every stream.
@ExtendWith(SuiteExtension.class)
class SilenceIT {
    private static final Duration SILENCE = Duration.ofSeconds(9);
    private static final Duration SOON = Duration.ofSeconds(6);
    private static final String ASKED = "#echo first=" + SILENCE.toMillis() + "\nat last";

    private final Replicas replicas;

    SilenceIT(Replicas replicas) {
        this.replicas = replicas;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/runs", "/openai/v1/chat/completions", "/openai/v1/responses", "/anthropic/v1/messages"})
    void aStreamBeginsWithTheNameOfItsRun(String path) throws Exception {
        // Given
        var caller = replicas.callerAt(1, "ana");
        var key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        long began = System.nanoTime();

        // When
        try (var answer = Answer.to(caller.api() + path, caller.token(), body(path), key)) {
            Duration named = since(began);
            String id = answer.runId();
            var first = answer.next();

            // Then
            assertThat(named).isLessThan(SOON);
            assertThat(since(began)).isGreaterThan(SILENCE);
            assertThat(first).isPresent();
            assertThat(replicas.callerAt(2, "ana").run(id, 5).path("output").asText())
                    .isEqualTo("at last");
        }
    }

    @Test
    void aReaderOfASilentRunIsToldThatItIsThere() throws Exception {
        // Given
        var caller = replicas.callerAt(1, "ana");
        var start = Map.of("Prefer", "respond-async");
        String id = caller.start(body("/v1/runs"), start).json().path("id").asText();
        long began = System.nanoTime();

        // When
        try (var streamed = replicas.callerAt(2, "ana").follow(id, 0);
                var socket = SocketReader.attach(caller, id, 0)) {
            Duration there = since(began);

            // Then
            assertThat(there).isLessThan(SOON);
            assertThat(socket.toTheEnd()).isEqualTo(streamed.toTheEnd());
        }
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static Map<String, Object> body(String path) {
        var body = new HashMap<String, Object>(Map.of("model", "local.echo-v1"));
        Object content = path.equals("/v1/runs") ? List.of(Map.of("type", "text", "text", ASKED)) : ASKED;
        if (path.endsWith("responses")) body.put("input", ASKED);
        else body.put("messages", List.of(Map.of("role", "user", "content", content)));
        if (path.endsWith("messages")) body.put("max_tokens", 99);
        if (!path.equals("/v1/runs")) body.put("stream", true);
        return body;
    }
}
