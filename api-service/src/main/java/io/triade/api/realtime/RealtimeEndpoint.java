package io.triade.api.realtime;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.triade.api.access.SocketDoor;
import io.triade.api.dialogues.Sockets;

/// Where Quarkus hands us the sockets of this protocol.
@WebSocket(path = SocketDoor.REALTIME_PATH, endpointId = SocketDoor.REALTIME_PATH)
public class RealtimeEndpoint {
    private final Sockets sockets;
    private final RealtimeDialogues dialogues;

    RealtimeEndpoint(Sockets sockets, RealtimeDialogues dialogues) {
        this.sockets = sockets;
        this.dialogues = dialogues;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        sockets.opened(connection, dialogues);
    }

    @OnTextMessage
    @NonBlocking
    void text(String text, WebSocketConnection connection) {
        sockets.received(text, connection);
    }

    @OnClose
    @NonBlocking
    void close(WebSocketConnection connection, CloseReason reason) {
        sockets.closed(connection, reason);
    }

    @OnError
    @NonBlocking
    void failed(Throwable failure, WebSocketConnection connection) {
        sockets.failed(failure, connection);
    }
}
