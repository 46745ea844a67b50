package io.triade.api.dialogues;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.triade.api.sockets.Farewell;
import io.triade.api.sockets.FrameRules;
import io.triade.api.sockets.Lifetime;
import io.triade.api.sockets.OpenSockets;
import io.triade.api.sockets.Outbox;
import io.triade.api.sockets.SocketConfig;
import io.triade.api.sockets.SocketMeters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One client's socket while it lives: what comes in, what strikes, how it ends. What is said on it is the dialogue's.
public final class Socket implements Lifetime.Owner, OpenSockets.Open {
    /// How long a client that does not take part in the closing may keep a closed socket.
    private static final long CUT_MILLIS = 3_000;

    private static final Buffer NOTHING = Buffer.buffer();

    record Services(Vertx vertx, SocketConfig config, SocketMeters meters, Dialogue.Opening dialogues) {}

    private final WebSocketConnection connection;
    private final Services services;
    private final Context context;
    private final Arrival arrival;
    private final FrameRules rules;
    private final Outbox outbox;
    private final Lifetime lifetime;
    private final Dialogue dialogue;
    private @Nullable Farewell left;
    private long timer = -1;

    Socket(WebSocketConnection connection, Services services) {
        this.connection = connection;
        this.services = services;
        this.context = services.vertx.getOrCreateContext();
        this.rules = connection.userData().get(UpgradeCheck.RULES);
        this.outbox = new Outbox(connection, services.config.queuedBytes(), services.meters.out());
        this.lifetime = new Lifetime(services.config, this, System::nanoTime);
        this.arrival = connection.userData().get(UpgradeCheck.ARRIVAL);
        this.dialogue = services.dialogues.on(this, arrival);
    }

    public void open() {
        dialogue.open();
        rules.onBreach(this::breached);
        look();
    }

    void received(String text) {
        services.meters.in().increment();
        if (left == null) dialogue.received(text);
    }

    public String id() {
        return connection.id();
    }

    public Context context() {
        return context;
    }

    public Outbox outbox() {
        return outbox;
    }

    /// The caller is known and the proof of it good for so long.
    public void authenticated(Duration proved) {
        lifetime.authenticated(proved);
        look();
    }

    @Override
    public void leave(Farewell why) {
        if (left != null || connection.isClosed()) return;
        left = dialogue.inItsWords(why);
        outbox.close();
        dialogue.over();
        services.vertx.cancelTimer(timer);
        connection
                .close(new CloseReason(left.code(), left.reason()))
                .subscribe()
                .with(_ -> {}, _ -> {});
        timer = services.vertx.setTimer(CUT_MILLIS, _ -> rules.cut());
    }

    /// @return the code by which it was closed
    int closed(int code) {
        services.vertx.cancelTimer(timer);
        outbox.close();
        dialogue.over();
        arrival.over();
        return left == null ? code : left.code();
    }

    @Override
    public void stop(Duration after) {
        context.runOnContext(_ -> {
            if (left != null) return;
            dialogue.announce(Farewell.SERVER_STOPPING, (after.toMillis() + 999) / 1000);
            services.vertx.setTimer(Math.max(1, after.toMillis()), _ -> leave(Farewell.SERVER_STOPPING));
        });
    }

    @Override
    public void ping() {
        if (rules.writable()) connection.sendPing(NOTHING).subscribe().with(_ -> {}, _ -> {});
    }

    @Override
    public void announce(Farewell coming, long inSeconds) {
        dialogue.announce(coming, inSeconds);
    }

    @Override
    public long heardNanos() {
        return rules.heardNanos();
    }

    private void breached(Farewell why) {
        // From the connection's own thread, in the middle of reading.
        context.runOnContext(_ -> {
            dialogue.breached(why);
            leave(why);
        });
    }

    private void look() {
        services.vertx.cancelTimer(timer);
        long nanos = lifetime.look();
        if (left == null) timer = services.vertx.setTimer(Math.max(1, nanos / 1_000_000 + 1), _ -> look());
    }
}
