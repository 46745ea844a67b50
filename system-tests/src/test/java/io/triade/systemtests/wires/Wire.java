package io.triade.systemtests.wires;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// The way to a process, through this one: bytes pass unchanged until a test disturbs them.
final class Wire implements AutoCloseable {
    private static final int SLOW_BYTES = 512;
    private static final int SLOW_PAUSE_MILLIS = 50;
    private static final int LATEST_CUT_BYTES = 2_000;

    private final ServerSocket door;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Fault forNew;

    private Wire(ServerSocket door, int target) {
        this.door = door;
        this.target = target;
    }

    static Wire to(int port) throws IOException {
        var wire = new Wire(new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress()), port);
        Thread.ofVirtual().start(wire::accept);
        return wire;
    }

    int port() {
        return door.getLocalPort();
    }

    /// Disturbs the connections that are there.
    void disturbWarm(Fault fault) {
        links.forEach(link -> link.is(fault));
    }

    /// Disturbs the connections to come.
    void disturbFresh(Fault fault) {
        forNew = fault;
    }

    void mend() {
        forNew = null;
        links.forEach(link -> link.is(null));
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket from = door.accept();
                Thread.ofVirtual().start(() -> connect(from));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket from) {
        try {
            var to = new Socket(InetAddress.getLoopbackAddress(), target);
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            var link = new Link(from, to);
            links.add(link);
            link.is(forNew);
            Thread.ofVirtual().start(() -> link.carry(from, to, false));
            link.carry(to, from, true);
        } catch (IOException nobodyThere) {
            quietly(from);
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // It was to be closed anyway.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException stuck) {
            throw new UncheckedIOException(stuck);
        }
        links.forEach(Link::close);
    }

    /// One connection, both its directions.
    private final class Link {
        private final Socket from;
        private final Socket to;
        private @Nullable Fault fault;
        private int answerLeft;
        private int ended;

        Link(Socket from, Socket to) {
            this.from = from;
            this.to = to;
        }

        synchronized void is(@Nullable Fault fault) {
            this.fault = fault;
            answerLeft = ThreadLocalRandom.current().nextInt(1, LATEST_CUT_BYTES);
            notifyAll();
        }

        void carry(Socket source, Socket sink, boolean answer) {
            var bytes = new byte[8_192];
            try {
                InputStream in = source.getInputStream();
                OutputStream out = sink.getOutputStream();
                for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                    pass(bytes, count, out, answer);
                }
                awaitPassage();
                sink.shutdownOutput();
                if (bothEnded()) close();
            } catch (IOException gone) {
                close();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                close();
            }
        }

        private void pass(byte[] bytes, int count, OutputStream out, boolean answer)
                throws IOException, InterruptedException {
            switch (awaitPassage()) {
                case null -> out.write(bytes, 0, count);
                case HOLE -> throw new IllegalStateException("was waited for");
                case RESET -> {
                    from.setSoLinger(true, 0);
                    to.setSoLinger(true, 0);
                    throw new IOException("reset");
                }
                case SLOW -> {
                    for (int sent = 0; sent < count; sent += SLOW_BYTES) {
                        Thread.sleep(SLOW_PAUSE_MILLIS);
                        out.write(bytes, sent, Math.min(SLOW_BYTES, count - sent));
                    }
                }
                case CUT -> {
                    int some = answer ? Math.min(count, cut(count)) : count;
                    out.write(bytes, 0, some);
                    if (some < count) throw new IOException("cut");
                }
            }
        }

        private synchronized @Nullable Fault awaitPassage() throws InterruptedException {
            while (fault == Fault.HOLE) wait();
            return fault;
        }

        private synchronized int cut(int count) {
            int left = answerLeft;
            answerLeft = Math.max(0, answerLeft - count);
            return left;
        }

        private synchronized boolean bothEnded() {
            return ++ended == 2;
        }

        void close() {
            links.remove(this);
            quietly(from);
            quietly(to);
            is(null);
        }
    }
}
