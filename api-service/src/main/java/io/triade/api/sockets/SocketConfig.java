package io.triade.api.sockets;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// What a socket may cost and how long it may live.
@ConfigMapping(prefix = "api.sockets")
public interface SocketConfig {
    /// Sockets that may be open at once; the next one is refused with 503.
    @WithDefault("10000")
    int open();

    /// Conversations (runs followed, channels subscribed to) that may live at once on one socket.
    @WithDefault("100")
    int conversations();

    /// The longest message a client may send, in bytes, in one frame or in many.
    @WithDefault("1048576")
    int messageBytes();

    /// Bytes on their way to a socket at which nothing more is asked for on its behalf; each socket may hold as much.
    @WithDefault("65536")
    int queuedBytes();

    /// Frames a client may send in a second, on average; continuations are free.
    @WithDefault("100")
    int framesPerSecond();

    /// Frames a client may send at once.
    @WithDefault("200")
    int frameBurst();

    /// Messages in a row that make no sense, after which the socket is closed.
    @WithDefault("10")
    int badMessages();

    /// How long a socket that was opened without a token has to authenticate.
    @WithDefault("PT10S")
    Duration authenticateWithin();

    /// Silence, without even a pong, after which a socket is closed.
    @WithDefault("PT10M")
    Duration idle();

    /// The longest a socket lives.
    @WithDefault("PT2H")
    Duration longest();

    /// How long before it strikes each of these limits is announced, and the end of the token as well.
    @WithDefault("PT30S")
    Duration notice();

    /// How often the client is pinged.
    @WithDefault("PT30S")
    Duration ping();

    /// When this process is told to stop, the time over which it spreads the closing of its sockets.
    @WithDefault("PT5S")
    Duration stopSpread();
}
