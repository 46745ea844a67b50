package io.triade.local;

import io.triade.local.bedrock.BedrockRuntime;
import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.triade.local.identity.IdentityRoutes;
import io.triade.local.models.Engine;
import io.triade.local.models.Models;
import io.triade.local.models.Unavailable;
import io.triade.local.models.echo.EchoEngine;
import io.triade.local.models.llama.LlamaModels;
import io.triade.local.models.minilm.MiniLm;
import io.triade.local.models.script.ScriptEngine;
import io.triade.local.models.script.Scripts;
import io.triade.local.settings.Settings;
import io.triade.local.stores.DynamoDb;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Everything this process runs, started together.
public final class LocalAws implements AutoCloseable {
    private static final long SCRIPT_REFRESH_MILLIS = 500;
    private static final long PATIENCE_SECONDS = 30;

    private final Vertx vertx;
    private final DynamoDb dynamoDb;
    private final Models models;
    private final int port;

    private LocalAws(Vertx vertx, DynamoDb dynamoDb, Models models, int port) {
        this.vertx = vertx;
        this.dynamoDb = dynamoDb;
        this.models = models;
        this.port = port;
    }

    /// Returns once all of it answers.
    ///
    /// @throws IllegalStateException saying what is in the way, such as a taken port
    public static LocalAws start(Settings settings) {
        var scripts = new Scripts(settings.scripts());
        // A laptop that sleeps or builds meanwhile is no reason for warnings about a busy event loop.
        var vertx = Vertx.vertx(
                new VertxOptions().setMaxEventLoopExecuteTime(10).setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS));
        var models = new Models(engines(settings, vertx, scripts), MiniLm.open());
        var router = Router.router(vertx);
        new LocalRoutes(models, scripts).mount(router);
        new IdentityRoutes(settings).mount(router);
        var dynamoDb = DynamoDb.start(settings);
        vertx.setPeriodic(
                SCRIPT_REFRESH_MILLIS,
                _ -> vertx.executeBlocking(() -> {
                    scripts.refresh();
                    return scripts;
                }));
        int port = listen(
                settings,
                Gateway.listen(
                        vertx,
                        SocketAddress.inetSocketAddress(settings.port(), settings.host()),
                        new BedrockRuntime(vertx, models),
                        router));
        return new LocalAws(vertx, dynamoDb, models, port);
    }

    public int port() {
        return port;
    }

    /// Stops listening, then what listened for.
    @Override
    public void close() {
        await(vertx.close());
        models.close();
        dynamoDb.close();
    }

    private static List<Engine> engines(Settings settings, Vertx vertx, Scripts scripts) {
        var engines = new ArrayList<Engine>(LlamaModels.open(settings));
        engines.add(new EchoEngine(vertx));
        engines.add(new ScriptEngine(vertx, scripts));
        if (engines.stream().noneMatch(engine -> engine.modelId().equals("local.gguf-v1"))) {
            engines.add(new Unavailable(
                    "local.gguf-v1",
                    new ModelFault(
                            FaultType.RESOURCE_NOT_FOUND,
                            "local.gguf-v1 is a file of your own: set BEDROCK_LOCAL_MODEL=<file.gguf> "
                                    + "and start local-aws again.")));
        }
        return engines;
    }

    private static int listen(Settings settings, Future<Integer> listening) {
        try {
            return await(listening);
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof BindException) {
                throw new IllegalStateException(
                        "port %d is taken; set LOCAL_AWS_PORT to another one".formatted(settings.port()), e);
            }
            throw e;
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            var cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IllegalStateException(cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IllegalStateException("gave up after " + PATIENCE_SECONDS + " s", e);
        }
    }
}
