package io.triade.prompt.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelNotReadyException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelStreamErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelTimeoutException;
import software.amazon.awssdk.services.bedrockruntime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

class ModelFaultsTest {
    @Test
    void givesEveryExceptionOfBedrockItsProblem() {
        expect(ThrottlingException.builder(), ProblemType.MODEL_THROTTLED);
        expect(ServiceQuotaExceededException.builder(), ProblemType.MODEL_THROTTLED);
        expect(ValidationException.builder(), ProblemType.MODEL_REFUSED);
        expect(ResourceNotFoundException.builder(), ProblemType.UNKNOWN_MODEL);
        expect(AccessDeniedException.builder(), ProblemType.UNKNOWN_MODEL);
        expect(ModelNotReadyException.builder(), ProblemType.MODEL_UNAVAILABLE);
        expect(ServiceUnavailableException.builder(), ProblemType.MODEL_UNAVAILABLE);
        expect(ModelTimeoutException.builder(), ProblemType.MODEL_TIMEOUT);
        expect(ModelErrorException.builder(), ProblemType.MODEL_FAILED);
        expect(ModelStreamErrorException.builder(), ProblemType.MODEL_FAILED);
        expect(BedrockRuntimeException.builder().statusCode(400), ProblemType.MODEL_REFUSED);
        expect(BedrockRuntimeException.builder().statusCode(429), ProblemType.MODEL_THROTTLED);
        expect(BedrockRuntimeException.builder().statusCode(503), ProblemType.MODEL_UNAVAILABLE);
        expect(BedrockRuntimeException.builder().statusCode(403), ProblemType.MODEL_FAILED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Input is too long for requested model.",
                "The model returned the following errors: prompt is too long: 212000 tokens > 200000 maximum",
                "This model's maximum context length is 8192 tokens.",
                "input length and `max_tokens` exceed context limit: 199000 + 4096 > 200000",
                "Too many input tokens. Max input tokens: 8192, request input token count: 9000",
                "The prompt of 5000 tokens exceeds the context window of 4096 tokens."
            })
    void knowsAnInputThatDoesNotFitTheWindow(String message) {
        assertThat(problem(said(ValidationException.builder(), message)).type())
                .isEqualTo(ProblemType.CONTEXT_WINDOW_EXCEEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"The provided model identifier is invalid."})
    void knowsAModelThatIsNone(String message) {
        assertThat(problem(said(ValidationException.builder(), message)).type()).isEqualTo(ProblemType.UNKNOWN_MODEL);
    }

    @Test
    void passesOnTheModelsOwnWordsButNotThoseAboutOurAccount() {
        var notReady = said(ModelNotReadyException.builder(), "No weights; run ./dev doctor.");
        var denied = said(AccessDeniedException.builder(), "User arn:aws:iam::123456789012:role/x is not authorized");

        assertThat(problem(notReady)).hasMessage("Model m: No weights; run ./dev doctor.");
        assertThat(problem(denied).getMessage()).doesNotContain("arn:").contains("no access to model m");
    }

    @Test
    void shortensWhatAModelHasToSay() {
        assertThat(problem(said(ValidationException.builder(), "x".repeat(5000)))
                        .getMessage())
                .hasSizeLessThan(600)
                .endsWith("…");
    }

    @Test
    void tellsAnUnreachableModelFromABusyPool() {
        var reset = new CompletionException(SdkClientException.create("reset", new IOException("reset")));
        var busy = SdkClientException.create(
                "Unable to execute", new IOException("Acquire operation took longer than the configured maximum time"));

        assertThat(problem(reset).type()).isEqualTo(ProblemType.MODEL_UNAVAILABLE);
        assertThat(ModelFaults.passing(problem(reset))).isTrue();
        assertThat(problem(busy).type()).isEqualTo(ProblemType.OVERLOADED);
        assertThat(ModelFaults.passing(problem(busy))).isFalse();
    }

    @Test
    void keepsAProblemAndTurnsTheUnknownIntoAFailedModel() {
        var known = new ProblemException(ProblemType.INVALID_FIELD, "no");

        assertThat(problem(known)).isSameAs(known);
        assertThat(problem(new IllegalStateException("checksum")).type()).isEqualTo(ProblemType.MODEL_FAILED);
    }

    private static void expect(AwsServiceException.Builder failure, ProblemType type) {
        assertThat(problem(said(failure, "words")).type()).isEqualTo(type);
    }

    private static AwsServiceException said(AwsServiceException.Builder failure, String message) {
        return failure.awsErrorDetails(
                        AwsErrorDetails.builder().errorMessage(message).build())
                .build();
    }

    private static ProblemException problem(Throwable failure) {
        return ModelFaults.problem(failure, "m");
    }
}
