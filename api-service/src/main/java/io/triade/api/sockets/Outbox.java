package io.triade.api.sockets;

import io.micrometer.core.instrument.Counter;
import io.quarkus.websockets.next.WebSocketConnection;
import java.util.ArrayDeque;
import java.util.Queue;

/// What is on its way to one client. Whoever reads from somewhere on its behalf asks for room first, so that a slow
/// reader costs the bound and no more; everything happens on the socket's event loop.
public final class Outbox {
    private final WebSocketConnection connection;
    private final int bound;
    private final Counter sent;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long queued;
    private long owed;
    private boolean closed;

    public Outbox(WebSocketConnection connection, int bound, Counter sent) {
        this.connection = connection;
        this.bound = bound;
        this.sent = sent;
    }

    /// Something that was asked for because there was room.
    public void send(String message) {
        write(message, 0);
    }

    /// Something that the client can make us say as often as it likes; false when it reads too little of that.
    public boolean reply(String message) {
        write(message, message.length());
        return owed <= bound;
    }

    /// Runs it now or once there is room, in the order of asking.
    public void whenRoom(Runnable next) {
        if (closed) return;
        if (queued < bound && waiting.isEmpty()) next.run();
        else waiting.add(next);
    }

    /// Nothing more is said.
    public void close() {
        closed = true;
        waiting.clear();
    }

    private void write(String message, int owing) {
        if (closed) return;
        int length = message.length();
        queued += length;
        owed += owing;
        sent.increment();
        connection.sendText(message).subscribe().with(_ -> written(length, owing), _ -> written(length, owing));
    }

    private void written(int length, int owing) {
        queued -= length;
        owed -= owing;
        while (queued < bound && !closed) {
            Runnable next = waiting.poll();
            if (next == null) return;
            next.run();
        }
    }
}
