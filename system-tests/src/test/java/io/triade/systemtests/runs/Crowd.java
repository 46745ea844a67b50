package io.triade.systemtests.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Many callers at once, each on a thread of its own, so many of them at a time.
public final class Crowd implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room;

    public Crowd(int atOnce) {
        room = new Semaphore(atOnce);
    }

    public <T> Future<T> send(Callable<T> caller) {
        return threads.submit(() -> {
            room.acquire();
            try {
                return caller.call();
            } finally {
                room.release();
            }
        });
    }

    /// What each of them has; fails with the first that failed.
    public static <T> List<T> all(List<Future<T>> callers) throws InterruptedException, ExecutionException {
        var all = new ArrayList<T>();
        for (Future<T> caller : callers) all.add(caller.get());
        return all;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
