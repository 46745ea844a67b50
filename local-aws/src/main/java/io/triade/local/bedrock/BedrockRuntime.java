package io.triade.local.bedrock;

import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.triade.local.models.Conversation;
import io.triade.local.models.Embedder;
import io.triade.local.models.Engine;
import io.triade.local.models.Models;
import io.triade.local.wire.Exchange;
import io.triade.local.wire.Fields;
import io.triade.local.wire.Json;
import io.triade.local.wire.Signature;
import io.triade.local.wire.Upload;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/// The operations of Bedrock Runtime under `/model/{modelId}/`.
public final class BedrockRuntime implements Handler<HttpServerRequest> {
    public static final String PATH = "/model/";

    private final Vertx vertx;
    private final Models models;
    private final AtomicLong bytesInHand = new AtomicLong();

    public BedrockRuntime(Vertx vertx, Models models) {
        this.vertx = vertx;
        this.models = models;
    }

    @Override
    public void handle(HttpServerRequest request) {
        var exchange = new Exchange(vertx, request);
        Upload.read(exchange, bytesInHand, body -> dispatch(exchange, body));
    }

    private void dispatch(Exchange exchange, Buffer body) {
        try {
            var request = exchange.request();
            Signature.check(request);
            var path = Objects.requireNonNullElse(request.path(), "");
            int slash = path.lastIndexOf('/');
            if (!request.method().equals(HttpMethod.POST) || !path.startsWith(PATH) || slash < PATH.length()) {
                throw unknownOperation(request);
            }
            var modelId = path.substring(PATH.length(), slash);
            switch (path.substring(slash + 1)) {
                case "converse" -> converse(exchange, modelId, body, false);
                case "converse-stream" -> converse(exchange, modelId, body, true);
                case "invoke" -> invoke(exchange, modelId, body, false);
                case "invoke-with-response-stream" -> invoke(exchange, modelId, body, true);
                case "count-tokens" -> countTokens(exchange, modelId, body);
                default -> throw unknownOperation(request);
            }
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
    }

    private void converse(Exchange exchange, String encodedModelId, Buffer body, boolean streamed) {
        var engine = engine(ModelIds.resolve(encodedModelId, models));
        exchange.parse(body, Upload.LARGE_BYTES, ConverseRequest::read, conversation -> {
            engine.generate(
                    conversation,
                    streamed
                            ? new StreamedAnswer(exchange, new ConverseFrames(exchange::latencyMillis))
                            : new CollectedAnswer(exchange, new ConverseAnswer(exchange::latencyMillis)));
        });
    }

    private void invoke(Exchange exchange, String encodedModelId, Buffer body, boolean streamed) {
        var modelId = ModelIds.resolve(encodedModelId, models);
        var embedder = models.embedder(modelId);
        if (embedder.isPresent()) {
            if (streamed) {
                throw ModelFault.validation("The model is unsupported for streaming");
            }
            embed(exchange, embedder.get(), body);
            return;
        }
        var engine = engine(modelId);
        exchange.parse(body, Upload.LARGE_BYTES, TitanText::read, conversation -> {
            engine.generate(
                    conversation,
                    streamed
                            ? new StreamedAnswer(exchange, new TitanFrames(exchange::latencyMillis))
                            : new CollectedAnswer(exchange, new TitanAnswer(exchange)));
        });
    }

    private void embed(Exchange exchange, Embedder embedder, Buffer body) {
        exchange.blocking(() -> Embeddings.answer(embedder, TitanText.parse(body)), exchange::json);
    }

    private void countTokens(Exchange exchange, String encodedModelId, Buffer body) {
        var engine = engine(ModelIds.resolve(encodedModelId, models));
        exchange.blocking(
                () -> engine.countTokens(countable(body)), tokens -> exchange.json("{\"inputTokens\":" + tokens + "}"));
    }

    private static Conversation countable(Buffer body) {
        var input = Fields.of(Json.parse(body), "").requiredObject("input");
        if (input.has("converse")) {
            return ConverseRequest.read(input.requiredObject("converse"));
        }
        if (input.has("invokeModel")) {
            var encoded = input.requiredObject("invokeModel").requiredText("body");
            try {
                return TitanText.read(
                        TitanText.parse(Buffer.buffer(Base64.getDecoder().decode(encoded))));
            } catch (IllegalArgumentException _) {
                throw new ModelFault(FaultType.SERIALIZATION, "input.invokeModel.body is not base64.");
            }
        }
        throw ModelFault.validation("input must set one of the following keys: invokeModel, converse.");
    }

    private Engine engine(String modelId) {
        return models.engine(modelId)
                .orElseThrow(() -> ModelFault.validation("This action doesn't support the model that you provided. "
                        + "Try again with a supported text or chat model."));
    }

    private static ModelFault unknownOperation(HttpServerRequest request) {
        return new ModelFault(
                FaultType.UNKNOWN_OPERATION, "Unknown operation: %s %s".formatted(request.method(), request.path()));
    }
}
