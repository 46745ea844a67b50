package io.triade.prompt.invocation;

import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/// Makes the one Bedrock client of this process, used by streams directly and by langchain4j.
@ApplicationScoped
class BedrockClient {
    private static final Logger LOG = Logger.getLogger(BedrockClient.class);

    @Produces
    @Singleton
    BedrockRuntimeAsyncClient client(InvocationConfig config, Vertx vertx) {
        var builder = BedrockRuntimeAsyncClient.builder()
                .httpClientBuilder(http(config, vertx))
                .credentialsProvider(credentials(config))
                // Attempts are counted in one place, and that is `routing`.
                .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                // Answers are handed over on the event loop they arrive on; the SDK's own pool is one more hop.
                .asyncConfiguration(async ->
                        async.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run));
        config.region().map(Region::of).ifPresent(builder::region);
        config.endpoint().ifPresent(builder::endpointOverride);
        LOG.infof(
                "Bedrock is asked at %s",
                config.endpoint().map(Object::toString).orElse("its regional endpoint"));
        return builder.build();
    }

    void close(@Disposes BedrockRuntimeAsyncClient client) {
        client.close();
    }

    /// The event loops are Vert.x's own, so that a model's answer needs no threads beside those that serve callers.
    private static NettyNioAsyncHttpClient.Builder http(InvocationConfig config, Vertx vertx) {
        return NettyNioAsyncHttpClient.builder()
                .eventLoopGroup(SdkEventLoopGroup.create(((VertxInternal) vertx).getEventLoopGroup()))
                .protocol(Protocol.HTTP1_1)
                .protocolNegotiation(ProtocolNegotiation.ASSUME_PROTOCOL)
                .maxConcurrency(config.connections())
                .maxPendingConnectionAcquires(config.waiting())
                .connectionAcquisitionTimeout(config.acquireTimeout())
                .connectionTimeout(config.connectTimeout())
                .tcpKeepAlive(true)
                // Silence is judged in `routing`, which knows whether the model or the reader is slow.
                .readTimeout(Duration.ZERO);
    }

    private static AwsCredentialsProvider credentials(InvocationConfig config) {
        return config.credentials()
                .<AwsCredentialsProvider>map(pair -> StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(pair.accessKeyId(), pair.secretAccessKey())))
                .orElseGet(() -> DefaultCredentialsProvider.builder()
                        // Renewed ahead of time and beside the calls, which would otherwise stop an event loop.
                        .asyncCredentialUpdateEnabled(true)
                        .build());
    }
}
