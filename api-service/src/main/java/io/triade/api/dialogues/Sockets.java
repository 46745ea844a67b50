package io.triade.api.dialogues;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocketConnection;
import io.triade.api.sockets.Farewell;
import io.triade.api.sockets.OpenSockets;
import io.triade.api.sockets.SocketConfig;
import io.triade.api.sockets.SocketMeters;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/// What happens to sockets, whatever is spoken on them. Everything of one socket happens on one event loop, in the
/// order in which it came.
@ApplicationScoped
public class Sockets {
    private static final Logger LOG = Logger.getLogger(Sockets.class);
    private static final TypedKey<Socket> SOCKET = new TypedKey<>("socket");

    private final Vertx vertx;
    private final SocketConfig config;
    private final SocketMeters meters;
    private final OpenSockets open;

    Sockets(Vertx vertx, SocketConfig config, SocketMeters meters, OpenSockets open) {
        this.vertx = vertx;
        this.config = config;
        this.meters = meters;
        this.open = open;
    }

    public void opened(WebSocketConnection connection, Dialogue.Opening dialogues) {
        var socket = new Socket(connection, new Socket.Services(vertx, config, meters, dialogues));
        connection.userData().put(SOCKET, socket);
        open.opened(socket);
        socket.open();
    }

    public void received(String text, WebSocketConnection connection) {
        connection.userData().get(SOCKET).received(text);
    }

    public void closed(WebSocketConnection connection, CloseReason reason) {
        Socket socket = connection.userData().get(SOCKET);
        open.closed(socket);
        meters.closed(socket.closed(reason.getCode()));
    }

    public void failed(Throwable failure, WebSocketConnection connection) {
        if (connection.isClosed()) return;
        LOG.error("unexpected failure on a socket", failure);
        connection.userData().get(SOCKET).leave(Farewell.BROKEN);
    }
}
