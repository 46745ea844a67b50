package dev;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/// Held by whoever starts processes of a suite: one at a time.
record Lock(FileChannel channel) implements AutoCloseable {
    static Lock of(Settings settings) throws IOException {
        Files.createDirectories(settings.logs());
        var channel = FileChannel.open(
                settings.home().resolve("up.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new Failure("Another ./dev is starting processes of this suite already.");
        }
        return new Lock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
