package io.triade.prompt.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.InternalServerException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelNotReadyException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelTimeoutException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

class AttemptTest {
    private static final Settings SETTINGS = Settings.of("m", "m");
    private final Throwable throttled =
            caused(ThrottlingException.builder().statusCode(429).build());

    @Test
    void followsAfterWhatMayPass() {
        assertThat(pause(throttled)).isPresent();
        assertThat(pause(
                        caused(InternalServerException.builder().statusCode(500).build())))
                .isPresent();
        assertThat(pause(caused(
                        ServiceUnavailableException.builder().statusCode(503).build())))
                .isPresent();
        assertThat(pause(caused(BedrockRuntimeException.builder()
                        .statusCode(400)
                        .awsErrorDetails(AwsErrorDetails.builder()
                                .errorCode("TooManyRequestsException")
                                .build())
                        .build())))
                .isPresent();
        assertThat(pause(caused(SdkClientException.create("refused", new ConnectException()))))
                .isPresent();
    }

    @Test
    void doesNotFollowAfterWhatStays() {
        assertThat(pause(caused(ValidationException.builder().statusCode(400).build())))
                .isEmpty();
        assertThat(pause(caused(ModelNotReadyException.builder().statusCode(429).build())))
                .isEmpty();
        assertThat(pause(caused(ModelTimeoutException.builder().statusCode(408).build())))
                .isEmpty();
        assertThat(pause(caused(SdkClientException.create("no credentials")))).isEmpty();
        assertThat(pause(new ProblemException(ProblemType.MODEL_FAILED, "no cause")))
                .isEmpty();
        assertThat(pause(new IllegalStateException())).isEmpty();
    }

    @Test
    void endsWithTheLastAttempt() {
        var second = Attempt.first(Duration.ofSeconds(5)).next();

        assertThat(second.pauseAfter(throttled, SETTINGS, new Random(1))).isPresent();
        assertThat(second.next().pauseAfter(throttled, SETTINGS, new Random(1))).isEmpty();
    }

    @Test
    void waitsAtRandomAndLongerEachTimeUpToTheLongest() {
        var random = new Random(7);
        var first = Attempt.first(Duration.ofSeconds(5));
        long longestFirst = 0;
        long longestSecond = 0;
        for (int i = 0; i < 1000; i++) {
            longestFirst = Math.max(longestFirst, millis(first.pauseAfter(throttled, SETTINGS, random)));
            longestSecond = Math.max(longestSecond, millis(first.next().pauseAfter(throttled, SETTINGS, random)));
        }

        assertThat(longestFirst).isBetween(90L, 100L);
        assertThat(longestSecond).isBetween(140L, 150L);
    }

    @Test
    void doesNotFollowWhenThereIsNoTimeLeft() {
        assertThat(Attempt.first(Duration.ZERO).pauseAfter(throttled, SETTINGS, new Random(1)))
                .isEmpty();
    }

    private static long millis(Optional<Duration> pause) {
        return pause.orElseThrow().toMillis();
    }

    private static Optional<Duration> pause(Throwable failure) {
        return Attempt.first(Duration.ofSeconds(5)).pauseAfter(failure, SETTINGS, new Random(1));
    }

    private static ProblemException caused(Throwable cause) {
        return new ProblemException(ProblemType.MODEL_FAILED, "failed", cause);
    }
}
