package io.triade.api.realtime;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.triade.api.access.EdgeAccess;
import io.triade.api.sockets.Farewell;
import io.triade.api.sockets.OpenSockets;
import io.triade.api.sockets.SocketConfig;
import io.triade.api.sockets.SocketMeters;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

/// Where Quarkus hands us sockets. Everything of one socket happens on one event loop, in the order in which it came.
@WebSocket(path = EdgeAccess.SOCKET_PATH)
public class RealtimeEndpoint {
    private static final Logger LOG = Logger.getLogger(RealtimeEndpoint.class);
    private static final TypedKey<Socket> SOCKET = new TypedKey<>("socket");

    private final Socket.Services services;
    private final SocketMeters meters;
    private final OpenSockets open;

    RealtimeEndpoint(Dialogues dialogues, SocketConfig config, SocketMeters meters, OpenSockets open, Vertx vertx) {
        this.services = new Socket.Services(vertx, config, meters, dialogues);
        this.meters = meters;
        this.open = open;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        var socket = new Socket(connection, services);
        connection.userData().put(SOCKET, socket);
        open.opened(socket);
        socket.open();
    }

    @OnTextMessage
    @NonBlocking
    void text(String text, WebSocketConnection connection) {
        connection.userData().get(SOCKET).received(text);
    }

    @OnClose
    @NonBlocking
    void close(WebSocketConnection connection, CloseReason reason) {
        Socket socket = connection.userData().get(SOCKET);
        open.closed(socket);
        meters.closed(socket.closed(reason.getCode()));
    }

    @OnError
    @NonBlocking
    void failed(Throwable failure, WebSocketConnection connection) {
        if (connection.isClosed()) return;
        LOG.error("unexpected failure on a socket", failure);
        connection.userData().get(SOCKET).leave(Farewell.BROKEN);
    }
}
