package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// One question, one trace: in the logs of all three services and in the spans they export.
@ExtendWith(SuiteExtension.class)
class OneTraceIT {
    private static final List<String> SERVICES = List.of("api-service", "orchestration-service", "prompt-service");
    private static final Duration EXPORTED = Duration.ofSeconds(20);

    private final Suite suite;
    private final String traceId = hex() + hex();
    private final String spanId = hex();

    OneTraceIT(Suite suite) {
        this.suite = suite;
    }

    @Test
    void runsThroughLogsAndSpansOfAllThreeServices() throws Exception {
        // Given
        var ana = suite.caller("ana");
        String session = ana.newSession();
        var headers = Map.of("traceparent", "00-" + traceId + "-" + spanId + "-01");

        // When
        try (var answer = ana.ask(session, "follow me through", headers)) {
            assertThat(answer.toTheEnd().getLast().type()).isEqualTo("completed");
        }

        // Then
        for (String service : SERVICES) {
            await().atMost(EXPORTED)
                    .untilAsserted(() -> assertThat(suite.log(service).lines())
                            .as("request line of " + service)
                            .anyMatch(line -> line.contains("traceId=" + traceId) && line.contains("method=POST")));
        }
        await().atMost(EXPORTED)
                .untilAsserted(() -> assertThat(spans().stream()
                                .map(Telemetry.Received::service)
                                .collect(Collectors.toSet()))
                        .containsAll(SERVICES));
        await().atMost(EXPORTED).untilAsserted(this::everySpanHangsOnAnother);
        await().atMost(EXPORTED)
                .untilAsserted(() -> assertThat(spans())
                        .anyMatch(
                                span -> "local.echo-v1".equals(span.attributes().get("gen_ai.request.model"))));
        spans().forEach(span -> System.out.println("span: " + span));
    }

    private List<Telemetry.Received> spans() {
        return suite.telemetry().spansOf(traceId);
    }

    private void everySpanHangsOnAnother() {
        var known = spans().stream().map(Telemetry.Received::spanId).collect(Collectors.toSet());
        known.add(spanId);
        assertThat(spans()).allMatch(span -> known.contains(span.parentId()));
    }

    private static String hex() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
    }
}
