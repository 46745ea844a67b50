package io.triade.local.models;

/// One model that turns text into vectors. Safe for many callers at once.
public interface Embedder extends AutoCloseable {
    /// The Bedrock model id it answers to.
    String modelId();

    int dimensions();

    /// The vector of one text, of length one (cosine is the dot product). May block; never called on an event
    /// loop. An expected failure is a `ModelFault`.
    Embedding embed(String text);

    @Override
    default void close() {}
}
