package io.triade.local.models;

import io.triade.local.faults.ModelFault;
import java.util.concurrent.Flow;

/// A model id that is known but cannot answer here; its fault says what to do about it. Nothing answers in its
/// place.
public record Unavailable(String modelId, ModelFault fault) implements Engine {
    @Override
    public void generate(Conversation conversation, Flow.Subscriber<? super Piece> reader) {
        reader.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
        reader.onError(fault);
    }

    @Override
    public int countTokens(Conversation conversation) {
        throw fault;
    }
}
