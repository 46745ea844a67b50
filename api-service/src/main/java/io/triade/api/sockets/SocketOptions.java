package io.triade.api.sockets;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.Dependent;

/// What the HTTP server must know before any socket: bounds, and no compression, which costs each socket more memory
/// than all the rest.
@Dependent
public class SocketOptions implements HttpServerOptionsCustomizer {
    /// How long the other side has to close too.
    private static final int CLOSING_SECONDS = 1;

    private final SocketConfig config;

    SocketOptions(SocketConfig config) {
        this.config = config;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        customize(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customize(options);
    }

    private void customize(HttpServerOptions options) {
        options.setPerFrameWebSocketCompressionSupported(false);
        options.setMaxWebSocketFrameSize(config.messageBytes());
        options.setMaxWebSocketMessageSize(config.messageBytes());
        options.setWebSocketClosingTimeout(CLOSING_SECONDS);
    }
}
