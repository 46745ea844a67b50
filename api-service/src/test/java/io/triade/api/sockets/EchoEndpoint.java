package io.triade.api.sockets;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// What conformance suites want to talk to: under our rules, but for the rate, and without anything of our protocol.
@WebSocket(path = EchoEndpoint.PATH)
public class EchoEndpoint {
    static final String PATH = "/echo";

    private static final TypedKey<FrameRules> RULES = new TypedKey<>("echo-rules");

    /// A token for the suite, which has none of its own.
    static volatile String token = "";

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        connection
                .userData()
                .get(RULES)
                .onBreach(why -> connection
                        .close(new CloseReason(why.code(), why.reason()))
                        .subscribe()
                        .with(_ -> {}, _ -> {}));
    }

    @OnTextMessage
    @NonBlocking
    Uni<Void> text(String text, WebSocketConnection connection) {
        return connection.sendText(text);
    }

    @OnError
    @NonBlocking
    void failed(Throwable failure) {}

    @ApplicationScoped
    static class Check implements HttpUpgradeCheck {
        @Override
        public boolean appliesTo(String endpointId) {
            return endpointId.equals(EchoEndpoint.class.getName());
        }

        @Override
        public Uni<CheckResult> perform(HttpUpgradeContext context) {
            var pipeline = ((ConnectionBase) context.httpRequest().connection())
                    .channelHandlerContext()
                    .pipeline();
            var rate = new FrameRate(1_000_000, 1_000_000, System::nanoTime);
            context.userData().put(RULES, FrameRules.install(pipeline, 1_048_576, rate));
            return CheckResult.permitUpgrade();
        }

        void register(@Observes Filters filters) {
            filters.register(
                    routing -> {
                        if (routing.normalizedPath().equals(PATH)) {
                            routing.request().headers().set("authorization", "Bearer " + token);
                        }
                        routing.next();
                    },
                    255);
        }
    }
}
