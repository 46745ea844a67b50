package io.triade.local.models.llama;

import io.triade.local.models.Conversation;
import io.triade.local.models.Engine;
import io.triade.local.models.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A reader of one answer that asks for pieces as it is told to, and whom a test can await.
final class Listener implements Flow.Subscriber<Piece> {
    private static final long PATIENCE_SECONDS = 20;

    private final long first;
    private final List<Piece> pieces = new ArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private Flow.Subscription subscription;

    private Listener(long first) {
        this.first = first;
    }

    /// Reads as fast as it is told.
    static Listener to(Engine engine, Conversation conversation) {
        return to(engine, conversation, Long.MAX_VALUE);
    }

    static Listener to(Engine engine, Conversation conversation, long first) {
        var listener = new Listener(first);
        engine.generate(conversation, listener);
        return listener;
    }

    void request(long n) {
        subscription.request(n);
    }

    void cancel() {
        subscription.cancel();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (first > 0) {
            given.request(first);
        }
    }

    @Override
    public synchronized void onNext(Piece piece) {
        pieces.add(piece);
        notifyAll();
    }

    @Override
    public void onError(Throwable cause) {
        end.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }

    /// Waits for the answer to end well.
    Listener ended() throws Exception {
        try {
            end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return this;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /// Waits for the answer to fail.
    Throwable failure() throws InterruptedException, TimeoutException {
        try {
            end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("it ended well: " + pieces());
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    boolean over() {
        return end.isDone();
    }

    /// Waits for so many pieces.
    synchronized List<Piece> heard(int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (pieces.size() < count && System.nanoTime() < deadline) {
            wait(100);
        }
        return List.copyOf(pieces);
    }

    synchronized List<Piece> pieces() {
        return List.copyOf(pieces);
    }

    List<String> texts() {
        return pieces().stream()
                .flatMap(piece -> piece instanceof Piece.Text text ? Stream.of(text.text()) : Stream.empty())
                .toList();
    }

    String text() {
        return texts().stream().collect(Collectors.joining());
    }

    Piece.Stopped stopped() {
        return pieces().stream()
                .filter(Piece.Stopped.class::isInstance)
                .map(Piece.Stopped.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
