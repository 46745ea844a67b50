package io.triade.local;

import io.triade.local.bedrock.BedrockRuntime;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The one port of this process, for HTTP/1.1 and for HTTP/2 with prior knowledge. One instance runs on each
/// event loop.
final class Gateway extends AbstractVerticle {
    private final BedrockRuntime bedrock;
    private final Router router;
    private final String host;
    private final AtomicInteger port;
    private @Nullable HttpServer server;

    private Gateway(BedrockRuntime bedrock, Router router, String host, AtomicInteger port) {
        this.bedrock = bedrock;
        this.router = router;
        this.host = host;
        this.port = port;
    }

    /// Listens and gives the port, which matters if 0 was asked for.
    static Future<Integer> listen(Vertx vertx, SocketAddress address, BedrockRuntime bedrock, Router router) {
        var actual = new AtomicInteger(address.port());
        // A port chosen by the system cannot be shared before it is known.
        int instances = address.port() == 0 ? 1 : Runtime.getRuntime().availableProcessors();
        return vertx.deployVerticle(
                        () -> new Gateway(bedrock, router, address.host(), actual),
                        new DeploymentOptions().setInstances(instances))
                .map(_ -> actual.get());
    }

    @Override
    public void start(Promise<Void> started) {
        server = vertx.createHttpServer(options());
        server.requestHandler(request -> {
            // The router costs more than an echo: the benchmark's path goes around it. And it takes a path without a
            // slash, which HTTP/2 lets through, for a fault of its own.
            var path = request.path();
            if (path == null || !path.startsWith("/") || path.startsWith(BedrockRuntime.PATH)) {
                bedrock.handle(request);
            } else {
                router.handle(request);
            }
        });
        server.listen(port.get(), host)
                .onSuccess(listening -> port.set(listening.actualPort()))
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setHandle100ContinueAutomatically(true)
                .setMaxInitialLineLength(16_384)
                .setMaxHeaderSize(65_536)
                .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(10_000))
                // A client that cancels many streams is what tests are about, not an attack.
                .setHttp2RstFloodMaxRstFramePerWindow(1_000_000);
    }
}
