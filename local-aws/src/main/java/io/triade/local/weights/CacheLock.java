package io.triade.local.weights;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Held by the one process, and the one thread in it, that fills the cache.
record CacheLock(FileChannel channel) implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(200);

    /// Waits until nobody else holds it, and says once that it waits.
    static CacheLock take(Path file, Runnable waiting) throws IOException, InterruptedException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            held = tried(channel) != null;
            if (!held) {
                waiting.run();
            }
            while (!held) {
                Thread.sleep(PAUSE);
                held = tried(channel) != null;
            }
            return new CacheLock(channel);
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    private static @Nullable FileLock tried(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            // Another thread of this process; the system's lock is between processes only.
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
