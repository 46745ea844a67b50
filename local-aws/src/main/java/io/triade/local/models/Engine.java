package io.triade.local.models;

import java.util.concurrent.Flow;

/// One model that answers conversations. Safe for many callers at once.
public interface Engine extends AutoCloseable {
    /// The Bedrock model id it answers to.
    String modelId();

    /// Answers one conversation, by the rules of `Flow`: `onSubscribe` first, no more pieces than requested,
    /// then one of `onComplete` (after a `Piece.Stopped`) and `onError`, or nothing more once cancelled. An
    /// expected failure is a `ModelFault`. Called on an event loop, so it returns at once; signals come one
    /// after another, on any thread. `cancel()` frees what the answer holds at once, also while it waits in a
    /// queue.
    void generate(Conversation conversation, Flow.Subscriber<? super Piece> reader);

    /// How many tokens the conversation would cost as input. May block; never called on an event loop.
    int countTokens(Conversation conversation);

    @Override
    default void close() {}
}
