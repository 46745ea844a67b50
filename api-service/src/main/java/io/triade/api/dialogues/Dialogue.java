package io.triade.api.dialogues;

import io.triade.api.sockets.Farewell;

/// What one client says and is told in one protocol; everything of it happens on its socket's event loop.
public interface Dialogue {
    /// Opens the dialogue of a socket.
    @FunctionalInterface
    interface Opening {
        Dialogue on(Socket socket, Arrival arrival);
    }

    void open();

    void received(String text);

    /// The socket will be closed from this side.
    void announce(Farewell coming, long inSeconds);

    /// The client broke a rule; the socket is closed after this.
    void breached(Farewell why);

    /// Nothing more is said.
    void over();

    /// How this protocol says why a socket is closed.
    default Farewell inItsWords(Farewell why) {
        return why;
    }
}
