package io.triade.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/// Generations are also counted by the run that the caller names in the request's metadata.
class RunCountsTest {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String counts(String runId) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(gateway.uri("/_local/generations/" + runId))
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }

    private static void converse(String runId, String modelId, String text) {
        gateway.client()
                .converse(request -> request.modelId(modelId)
                        .messages(RunningGateway.said(text))
                        .requestMetadata(Map.of("runId", runId, "tenant", "acme")))
                .join();
    }

    @Test
    void tellEachRunFromTheOthers() throws Exception {
        converse("r_one", RunningGateway.ECHO, "hi");
        converse("r_two", RunningGateway.ECHO, "hi");
        converse("r_two", RunningGateway.ECHO, "hi");

        assertThat(counts("r_one"))
                .isEqualTo("{\"active\":0,\"started\":1,\"finished\":1,\"cancelled\":0,\"failed\":0}");
        assertThat(counts("r_two")).contains("\"started\":2,\"finished\":2");
        assertThat(counts("r_never")).contains("\"started\":0,\"finished\":0");
    }

    @Test
    void showThatARunFailedOrWasCancelled() throws Exception {
        // Given
        assertThatThrownBy(() -> converse("r_failed", RunningGateway.SCRIPT, "throttle me"))
                .hasCauseInstanceOf(ThrottlingException.class);
        var stream = new StreamRecorder(
                gateway.client(),
                ConverseStreamRequest.builder()
                        .modelId(RunningGateway.SCRIPT)
                        .messages(RunningGateway.said("slow story"))
                        .requestMetadata(Map.of("runId", "r_left"))
                        .build(),
                3);
        assertThat(stream.sawDeltas()).isTrue();

        // When
        stream.hangUp();

        // Then
        assertThat(RunningGateway.within(SOON, () -> cancelled("r_left"))).isTrue();
        assertThat(counts("r_failed")).contains("\"started\":1,\"finished\":0,\"cancelled\":0,\"failed\":1");
    }

    private static boolean cancelled(String runId) {
        try {
            return counts(runId).contains("{\"active\":0,\"started\":1,\"finished\":0,\"cancelled\":1,");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void refuseMetadataThatAwsWouldRefuse() {
        assertThatThrownBy(() -> converse("a".repeat(257), RunningGateway.ECHO, "hi"))
                .hasCauseInstanceOf(ValidationException.class)
                .hasMessageContaining("requestMetadata.runId");
        assertThatThrownBy(() -> converse("<b>", RunningGateway.ECHO, "hi"))
                .hasCauseInstanceOf(ValidationException.class);
    }
}
