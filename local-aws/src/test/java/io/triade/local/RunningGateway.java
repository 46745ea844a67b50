package io.triade.local;

import io.triade.local.bedrock.BedrockRuntime;
import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Embedder;
import io.triade.local.models.Embedding;
import io.triade.local.models.Engine;
import io.triade.local.models.Generations;
import io.triade.local.models.Models;
import io.triade.local.models.Unavailable;
import io.triade.local.models.echo.EchoEngine;
import io.triade.local.models.minilm.MiniLm;
import io.triade.local.models.script.ScriptEngine;
import io.triade.local.models.script.Scripts;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/// The gateway with the deterministic models, and the AWS SDK pointed at it.
final class RunningGateway implements AutoCloseable {
    static final String ECHO = "local.echo-v1";
    static final String SCRIPT = "local.script-v1";
    static final String LETTERS = "local.letters-v1";

    /// As many dimensions as there are vowels: enough to see which text a vector belongs to.
    private record Vowels(String modelId) implements Embedder {
        @Override
        public int dimensions() {
            return 5;
        }

        @Override
        public Embedding embed(String text) {
            return new Embedding(
                    "aeiou"
                            .chars()
                            .mapToObj(vowel -> (float) text.chars()
                                    .filter(letter -> letter == vowel)
                                    .count())
                            .toList(),
                    text.length());
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final Models models;
    private final int port;
    private final List<BedrockRuntimeAsyncClient> clients = new ArrayList<>();

    RunningGateway(Engine... more) {
        var scripts = new Scripts(Optional.empty());
        var engines = new ArrayList<>(List.of(more));
        engines.add(new EchoEngine(vertx));
        engines.add(new ScriptEngine(vertx, scripts));
        engines.add(new Unavailable("local.gone-v1", new ModelFault(FaultType.MODEL_NOT_READY, "Not here.")));
        var embedders = new ArrayList<>(MiniLm.open());
        embedders.add(new Vowels(LETTERS));
        models = new Models(engines, embedders);
        var router = Router.router(vertx);
        new LocalRoutes(models, scripts).mount(router);
        port = Gateway.listen(
                        vertx,
                        SocketAddress.inetSocketAddress(0, "localhost"),
                        new BedrockRuntime(vertx, models),
                        router)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    int port() {
        return port;
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    Generations.Counts counts(String modelId) {
        return models.generations().byModel().get(modelId);
    }

    BedrockRuntimeAsyncClient client() {
        return client(Protocol.HTTP1_1);
    }

    BedrockRuntimeAsyncClient client(Protocol protocol) {
        var client = BedrockRuntimeAsyncClient.builder()
                .endpointOverride(uri(""))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .protocol(protocol)
                        .protocolNegotiation(ProtocolNegotiation.ASSUME_PROTOCOL))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
        clients.add(client);
        return client;
    }

    static List<Message> said(String text) {
        return List.of(Message.builder()
                .role(ConversationRole.USER)
                .content(ContentBlock.fromText(text))
                .build());
    }

    /// A question and the beginning of its answer, to be gone on with.
    static List<Message> begun(String text, String answerSoFar) {
        return List.of(
                said(text).getFirst(),
                Message.builder()
                        .role(ConversationRole.ASSISTANT)
                        .content(ContentBlock.fromText(answerSoFar))
                        .build());
    }

    /// True as soon as the condition holds; false if it never did within the limit.
    static boolean within(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return true;
    }

    @Override
    public void close() {
        clients.forEach(BedrockRuntimeAsyncClient::close);
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }
}
