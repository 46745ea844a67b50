package io.triade.orchestration.channels.transports;

import io.triade.orchestration.channels.Channels;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Channels over Valkey or Redis. Listeners of this replica are told directly; others hear it by a Redis channel of the
/// same name, on one connection per replica however many names there are.
///
/// While the connection is away, messages to and from other replicas are lost and `connected` says so.
final class RedisChannels implements Channels {
    private static final Logger LOG = Logger.getLogger(RedisChannels.class);
    private static final String PREFIX = "triade:";

    private final Redis redis;
    private final Vertx vertx;
    private final Duration reconnect;
    private final Listeners listeners = new Listeners();

    /// Goes before each message, so that a replica does not hear itself twice.
    private final Buffer self = Buffer.buffer(
            UUID.randomUUID().toString().replace("-", "").substring(0, 16).getBytes(StandardCharsets.US_ASCII));

    private volatile @Nullable RedisConnection hearing;
    private volatile @Nullable RedisConnection speaking;
    private volatile boolean closed;

    /// What cannot be done just now and was said so: once, however often it is tried.
    private final Set<String> away = ConcurrentHashMap.newKeySet();

    RedisChannels(Redis redis, Vertx vertx, Duration reconnect) {
        this.redis = redis;
        this.vertx = vertx;
        this.reconnect = reconnect;
        hear();
        speak();
    }

    @Override
    public Subscription subscribe(String name, Consumer<Buffer> listener) {
        Subscription subscription = listeners.add(name, listener, () -> ask(Command.UNSUBSCRIBE, name));
        ask(Command.SUBSCRIBE, name);
        return subscription;
    }

    @Override
    public void publish(String name, Buffer message) {
        listeners.tell(name, message);
        RedisConnection connection = speaking;
        if (connection == null) return;
        Buffer marked = Buffer.buffer(self.length() + message.length())
                .appendBuffer(self)
                .appendBuffer(message);
        connection.send(Request.cmd(Command.PUBLISH).arg(PREFIX + name).arg(marked));
    }

    @Override
    public boolean connected() {
        return hearing != null && speaking != null;
    }

    void close() {
        closed = true;
        for (RedisConnection connection : new RedisConnection[] {hearing, speaking}) {
            if (connection != null) connection.close();
        }
    }

    private void hear() {
        redis.connect()
                .onFailure(failure -> again("heard", failure, this::hear))
                .onSuccess(connection -> {
                    connection.handler(this::heard);
                    connection.exceptionHandler(failure -> lostHearing(connection, failure));
                    connection.endHandler(_ -> lostHearing(connection, null));
                    hearing = connection;
                    back("heard");
                    listeners.names().forEach(name -> ask(Command.SUBSCRIBE, name));
                });
    }

    private void speak() {
        redis.connect()
                .onFailure(failure -> again("told", failure, this::speak))
                .onSuccess(connection -> {
                    connection.exceptionHandler(failure -> lostSpeaking(connection, failure));
                    connection.endHandler(_ -> lostSpeaking(connection, null));
                    speaking = connection;
                    back("told");
                });
    }

    private synchronized void lostHearing(RedisConnection connection, @Nullable Throwable why) {
        if (hearing != connection) return;
        hearing = null;
        connection.close();
        again("heard", why, this::hear);
    }

    private synchronized void lostSpeaking(RedisConnection connection, @Nullable Throwable why) {
        if (speaking != connection) return;
        speaking = null;
        connection.close();
        again("told", why, this::speak);
    }

    private void again(String what, @Nullable Throwable why, Runnable connect) {
        if (closed) return;
        String cause = why == null ? "the connection ended" : String.valueOf(why.getMessage());
        if (away.add(what)) LOG.warnf("other replicas cannot be %s: %s", what, cause);
        else LOG.debugf("other replicas still cannot be %s: %s", what, cause);
        vertx.setTimer(Math.max(1, reconnect.toMillis()), _ -> connect.run());
    }

    private void back(String what) {
        if (away.remove(what)) LOG.infof("other replicas can be %s again", what);
    }

    private synchronized void ask(Command command, String name) {
        RedisConnection connection = hearing;
        if (connection == null) return;
        // Whoever came or left meanwhile has asked by himself: to hear too much is harmless, too little is not.
        if (command == Command.UNSUBSCRIBE && listeners.has(name)) return;
        connection.send(Request.cmd(command).arg(PREFIX + name));
    }

    private void heard(Response response) {
        boolean array = response.type() == ResponseType.PUSH || response.type() == ResponseType.MULTI;
        if (!array) return;
        if (response.size() != 3 || !"message".equals(String.valueOf(response.get(0)))) return;
        String name = String.valueOf(response.get(1)).substring(PREFIX.length());
        Buffer message = response.get(2).toBuffer();
        if (message.length() < self.length()
                || message.getBuffer(0, self.length()).equals(self)) return;
        listeners.tell(name, message.getBuffer(self.length(), message.length()));
    }
}
