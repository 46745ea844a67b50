package io.triade.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ModelErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelStreamErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

class ScriptedFaultTest {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void script(String text, String answer) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(gateway.uri("/_local/scripts"))
                    .POST(BodyPublishers.ofString("[{\"match\":{\"lastUserText\":\"" + text + "\"}," + answer + "}]"))
                    .build();
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }

    private static StreamRecorder stream(String text) {
        return StreamRecorder.of(gateway.client(), RunningGateway.SCRIPT, text);
    }

    private static Throwable converse(String text) {
        return catchThrowable(() -> gateway.client()
                        .converse(request ->
                                request.modelId(RunningGateway.SCRIPT).messages(RunningGateway.said(text)))
                        .join())
                .getCause();
    }

    @ParameterizedTest
    @CsvSource({
        "ValidationException, 400",
        "AccessDeniedException, 403",
        "ResourceNotFoundException, 404",
        "ModelTimeoutException, 408",
        "ModelErrorException, 424",
        "ThrottlingException, 429",
        "ModelNotReadyException, 429",
        "InternalServerException, 500",
        "ServiceUnavailableException, 503",
    })
    void comesAsItsOwnExceptionBeforeAStream(String type, int status) throws Exception {
        script(type, "\"error\":{\"type\":\"" + type + "\",\"message\":\"No.\"}");

        assertThat(converse(type)).isInstanceOfSatisfying(BedrockRuntimeException.class, thrown -> {
            assertThat(thrown.getClass().getSimpleName()).isEqualTo(type);
            assertThat(thrown.statusCode()).isEqualTo(status);
            assertThat(thrown.awsErrorDetails().errorMessage()).isEqualTo("No.");
            assertThat(thrown.requestId()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "modelStreamErrorException",
                "throttlingException",
                "validationException",
                "internalServerException",
                "serviceUnavailableException"
            })
    void comesAsItsOwnExceptionInsideAStream(String type) throws Exception {
        script(type, "\"steps\":[{\"text\":\"so \"},{\"fault\":{\"exception\":\"" + type + "\"}}]");
        var stream = stream(type);

        assertThatThrownBy(stream::finished)
                .cause()
                .satisfies(
                        thrown -> assertThat(thrown.getClass().getSimpleName()).isEqualToIgnoringCase(type));
        assertThat(stream.text()).isEqualTo("so ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncateFrame", "garbage", "badChecksum"})
    void damagesTheStream(String fault) throws Exception {
        script(fault, "\"steps\":[{\"text\":\"so \"},{\"delayMs\":20,\"fault\":{\"" + fault + "\":true}}]");
        var stream = stream(fault);

        var thrown = catchThrowable(stream::finished);

        assertThat(stream.text()).isEqualTo("so ");
        assertThat(stream.events(MessageStopEvent.class)).isEmpty();
        // A frame that never ends is no error for this SDK; see the README.
        assertThat(thrown == null).isEqualTo(!fault.equals("badChecksum") && !fault.equals("garbage"));
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void cutsTheConnectionMidwayWhichThisSdkReportsAsAnEnd(Protocol protocol) throws Exception {
        var stream = StreamRecorder.of(gateway.client(protocol), RunningGateway.SCRIPT, "cut midway")
                .finished();

        assertThat(stream.text()).isEqualTo("One two three ");
        assertThat(stream.events(MessageStopEvent.class)).isEmpty();
        assertThat(gateway.counts(RunningGateway.SCRIPT).failed()).isPositive();
    }

    @Test
    void throttlesAStreamToo() {
        assertThatThrownBy(stream("throttle me")::finished).hasCauseInstanceOf(ThrottlingException.class);
    }

    @Test
    void throttlesTwiceAndThenAnswersOverAndOver() throws Exception {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 2; i++) {
                assertThat(converse("throttle twice please")).isInstanceOf(ThrottlingException.class);
            }
            assertThat(stream("throttle twice please").finished().text()).startsWith("Served");
        }
    }

    @Test
    void failsMidwayOrForADocumentAsAWhole() {
        var stream = stream("fault midway");

        assertThatThrownBy(stream::finished).hasCauseInstanceOf(ModelStreamErrorException.class);
        assertThat(stream.text()).isEqualTo("One two three ");
        assertThat(converse("fault midway")).isInstanceOf(ModelErrorException.class);
    }
}
