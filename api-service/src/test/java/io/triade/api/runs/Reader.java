package io.triade.api.runs;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.triade.contracts.problems.ProblemException;
import io.triade.defaults.streams.Frame;
import io.vertx.core.Context;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/// Reads a run on an event loop, as an answer would: one event after the other.
final class Reader implements MultiSubscriber<Frame> {
    final List<RunHead> heads = new CopyOnWriteArrayList<>();
    final List<Frame> frames = new CopyOnWriteArrayList<>();
    private final Context loop;
    private final int hangUpAfter;
    private final CountDownLatch hungUp = new CountDownLatch(1);
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private volatile Flow.Subscription source;

    private Reader(Context loop, int hangUpAfter) {
        this.loop = loop;
        this.hangUpAfter = hangUpAfter;
    }

    static Reader of(Edge edge, Function<Consumer<RunHead>, Multi<Frame>> run) {
        return of(edge, Integer.MAX_VALUE, run);
    }

    /// One that leaves after so many events.
    static Reader of(Edge edge, int hangUpAfter, Function<Consumer<RunHead>, Multi<Frame>> run) {
        var reader = new Reader(edge.loop, hangUpAfter);
        edge.loop.runOnContext(_ -> run.apply(reader.heads::add).subscribe().withSubscriber(reader));
        return reader;
    }

    /// What it was shown, once that has ended well.
    List<String> whole() throws Exception {
        end.get(10, TimeUnit.SECONDS);
        return shown();
    }

    List<String> shown() {
        return frames.stream().map(frame -> frame.offset() + " " + frame.json()).toList();
    }

    ProblemException failure() throws InterruptedException, TimeoutException {
        try {
            end.get(10, TimeUnit.SECONDS);
            throw new AssertionError("ended well after " + shown());
        } catch (java.util.concurrent.ExecutionException failed) {
            return (ProblemException) failed.getCause();
        }
    }

    void awaitHungUp() throws InterruptedException {
        if (!hungUp.await(10, TimeUnit.SECONDS)) throw new AssertionError("saw only " + shown());
    }

    void hangUp() {
        loop.runOnContext(_ -> {
            source.cancel();
            hungUp.countDown();
        });
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        subscription.request(1);
    }

    @Override
    public void onItem(Frame frame) {
        frames.add(frame);
        if (frames.size() == hangUpAfter) hangUp();
        else source.request(1);
    }

    @Override
    public void onFailure(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onCompletion() {
        end.complete(true);
    }
}
