package io.triade.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ModelStreamErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

/// The AWS SDK for Java, unmodified, against local-aws.
@ExtendWith(SuiteExtension.class)
class AwsSdkIT {
    private final BedrockRuntimeAsyncClient bedrock;

    AwsSdkIT(Suite suite) {
        bedrock = BedrockRuntimeAsyncClient.builder()
                .endpointOverride(URI.create(suite.localAws()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .overrideConfiguration(options -> options.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    @AfterEach
    void close() {
        bedrock.close();
    }

    private static Message user(String text) {
        return Message.builder()
                .role(ConversationRole.USER)
                .content(ContentBlock.fromText(text))
                .build();
    }

    private final class Streamed {
        final List<String> deltas = new CopyOnWriteArrayList<>();
        final List<ConverseStreamMetadataEvent> metadata = new CopyOnWriteArrayList<>();

        Streamed of(String model, String text) throws Exception {
            var visitor = ConverseStreamResponseHandler.Visitor.builder()
                    .onContentBlockDelta(event -> deltas.add(event.delta().text()))
                    .onMetadata(metadata::add)
                    .build();
            bedrock.converseStream(
                            request -> request.modelId(model).messages(user(text)),
                            ConverseStreamResponseHandler.builder()
                                    .subscriber(visitor)
                                    .build())
                    .get(20, TimeUnit.SECONDS);
            return this;
        }
    }

    @Test
    void getsTheSameTextAndUsageWholeAndStreamed() throws Exception {
        // Given
        String text = "The quick brown fox jumps over the lazy dog, twice.";

        // When
        var whole = bedrock.converse(request -> request.modelId("local.echo-v1").messages(user(text)))
                .get(20, TimeUnit.SECONDS);
        var streamed = new Streamed().of("local.echo-v1", text);

        // Then
        assertThat(whole.output().message().content().getFirst().text()).isEqualTo(text);
        assertThat(String.join("", streamed.deltas)).isEqualTo(text);
        assertThat(streamed.deltas).hasSize(10);
        assertThat(streamed.metadata).hasSize(1);
        assertThat(streamed.metadata.getFirst().usage()).isEqualTo(whole.usage());
        assertThat(whole.usage().outputTokens()).isEqualTo(10);
        assertThat(whole.stopReasonAsString()).isEqualTo("end_turn");
    }

    @Test
    void meetsAThrottledModelAsThrottlingException() {
        assertThatThrownBy(() -> bedrock.converse(
                                request -> request.modelId("local.script-v1").messages(user("[throttle] please")))
                        .get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ThrottlingException.class);
    }

    @Test
    void meetsAFaultInTheMiddleOfAStreamAsItsOwnException() {
        // Given
        var streamed = new Streamed();

        // When
        var failure = org.assertj.core.api.Assertions.catchThrowable(
                () -> streamed.of("local.script-v1", "[break] in the middle"));

        // Then
        assertThat(failure).hasCauseInstanceOf(ModelStreamErrorException.class);
        assertThat(String.join("", streamed.deltas)).isEqualTo("This much was said ");
    }

    @Test
    void isToldWhatToDoWhereTheRealModelHasNoWeights() {
        assertThatThrownBy(() -> bedrock.converse(request ->
                                request.modelId("local.smollm2-135m-v1").messages(user("Hello")))
                        .get(20, TimeUnit.SECONDS))
                .hasMessageContaining("LOCAL_AWS_WEIGHTS=off");
    }
}
