package io.triade.api.sockets;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Holds what a client sends to RFC 6455 and to our bounds before Vert.x sees it.
///
/// Vert.x 4 answers a broken frame by cutting the connection without a word, takes any bytes for text, loses a message
/// whose first fragment is empty, and answers pings that nobody reads without a bound.
public final class FrameRules extends ChannelInboundHandlerAdapter {
    /// Where Vert.x sits in the pipeline.
    private static final String VERTX = "handler";

    private final FrameRate rate;
    private @Nullable ChannelHandlerContext channel;
    private @Nullable Farewell broken;
    private @Nullable Consumer<Farewell> told;
    private long heardNanos = System.nanoTime();

    private FrameRules(FrameRate rate) {
        this.rate = rate;
    }

    public static FrameRules install(ChannelPipeline pipeline, SocketConfig config) {
        return install(
                pipeline,
                config.messageBytes(),
                new FrameRate(config.framesPerSecond(), config.frameBurst(), System::nanoTime));
    }

    static FrameRules install(ChannelPipeline pipeline, int messageBytes, FrameRate rate) {
        var rules = new FrameRules(rate);
        pipeline.addBefore(VERTX, "triade-utf8", new Utf8FrameValidator(false));
        pipeline.addBefore(VERTX, "triade-messages", new WebSocketFrameAggregator(messageBytes));
        pipeline.addBefore(VERTX, "triade-rules", rules);
        return rules;
    }

    /// Tells, once, that the client broke a rule; what it sends afterwards is dropped.
    public void onBreach(Consumer<Farewell> owner) {
        told = owner;
        Farewell before = broken;
        if (before != null) owner.accept(before);
    }

    /// When the client was last heard of, by any frame.
    public long heardNanos() {
        return heardNanos;
    }

    /// Whether a little more can be written without waiting for the client.
    public boolean writable() {
        ChannelHandlerContext to = channel;
        return to != null && to.channel().isWritable();
    }

    /// Closes the connection under the socket, where the client does not take part in a closing handshake.
    public void cut() {
        ChannelHandlerContext to = channel;
        if (to == null) return;
        var _ = to.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof WebSocketFrame frame && !admitted(frame)) frame.release();
        else context.fireChannelRead(message);
    }

    private boolean admitted(WebSocketFrame frame) {
        heardNanos = System.nanoTime();
        if (frame instanceof CloseWebSocketFrame) return true;
        if (broken != null) return false;
        if (!rate.admits()) return breach(Farewell.TOO_MANY_FRAMES);
        if (frame instanceof BinaryWebSocketFrame) return breach(Farewell.BINARY);
        return !(frame instanceof PingWebSocketFrame) || writable();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case CorruptedWebSocketFrameException corrupted -> {
                    int code = corrupted.closeStatus().code();
                    breach(code == Farewell.TOO_LONG.code() ? Farewell.TOO_LONG : new Farewell(code, said(corrupted)));
                    return;
                }
                case TooLongFrameException _ -> {
                    breach(Farewell.TOO_LONG);
                    return;
                }
                case IOException _ -> {
                    var _ = context.close();
                    return;
                }
                default -> {}
            }
        }
        context.fireExceptionCaught(failure);
    }

    private boolean breach(Farewell why) {
        if (broken == null) {
            broken = why;
            if (told != null) told.accept(why);
        }
        return false;
    }

    /// A close frame has room for 123 bytes.
    private static String said(CorruptedWebSocketFrameException corrupted) {
        String message = corrupted.getMessage() == null ? "protocol error" : corrupted.getMessage();
        return message.length() <= 120 ? message : message.substring(0, 120);
    }
}
