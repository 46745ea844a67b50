package io.triade.orchestration.channels.transports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.triade.orchestration.channels.Channels;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Redis;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Against a real Redis or Valkey of this machine; where there is none, `./dev doctor` says how to get it.
@EnabledIf("installed")
class RedisChannelsTest extends ChannelsContract {
    private static final Vertx VERTX = Vertx.vertx();
    private static int port;
    private static Process server;

    private RedisChannels here;
    private RedisChannels there;

    static boolean installed() {
        return List.of("/usr/bin/redis-server", "/usr/bin/valkey-server", "/usr/local/bin/redis-server").stream()
                .anyMatch(file -> Files.isExecutable(Path.of(file)));
    }

    @BeforeAll
    static void startsAServer() throws IOException {
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        server = server();
    }

    private static Process server() throws IOException {
        String program = Files.isExecutable(Path.of("/usr/bin/valkey-server")) ? "valkey-server" : "redis-server";
        return new ProcessBuilder(
                        program, "--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @BeforeEach
    void connectsTwoReplicas() {
        String url = "redis://127.0.0.1:" + port;
        here = new RedisChannels(Redis.createClient(VERTX, url), VERTX, Duration.ofMillis(100));
        there = new RedisChannels(Redis.createClient(VERTX, url), VERTX, Duration.ofMillis(100));
        await().until(() -> here.connected() && there.connected());
    }

    @AfterEach
    void leaves() {
        here.close();
        there.close();
    }

    @AfterAll
    static void stopsTheServer() {
        server.destroyForcibly();
        VERTX.close();
    }

    @Override
    Channels here() {
        return here;
    }

    @Override
    Channels there() {
        return there;
    }

    @Test
    void saysWhenItHearsNobodyAndHearsAgainOnceTheServerIsBack() throws Exception {
        var heard = new CopyOnWriteArrayList<String>();
        try (var _ = there.subscribe("lasting", message -> heard.add(message.toString()))) {
            server.destroyForcibly().waitFor();
            await().until(() -> !here.connected() && !there.connected());
            here.publish("lasting", Buffer.buffer("lost"));

            server = server();
            await().until(() -> here.connected() && there.connected());
            settle(there);
            here.publish("lasting", Buffer.buffer("again"));

            await().until(() -> heard.contains("again"));
            assertThat(heard).doesNotContain("lost");
        }
    }
}
