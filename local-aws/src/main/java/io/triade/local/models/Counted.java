package io.triade.local.models;

import io.triade.local.models.Generations.Outcome;
import io.triade.local.models.Generations.Running;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An engine whose generations are counted.
record Counted(Engine engine, Generations generations) implements Engine {
    @Override
    public String modelId() {
        return engine.modelId();
    }

    @Override
    public void generate(Conversation conversation, Flow.Subscriber<? super Piece> reader) {
        var counting = new Counting(
                reader,
                generations.start(
                        engine.modelId(), conversation.requestMetadata().get("runId")));
        try {
            engine.generate(conversation, counting);
        } catch (RuntimeException e) {
            counting.end(Outcome.FAILED);
            throw e;
        }
    }

    @Override
    public int countTokens(Conversation conversation) {
        return engine.countTokens(conversation);
    }

    @Override
    public void close() {
        engine.close();
    }

    private static final class Counting implements Flow.Subscriber<Piece>, Flow.Subscription {
        private final Flow.Subscriber<? super Piece> reader;
        private final Running running;
        private final AtomicBoolean over = new AtomicBoolean();
        private Flow.@Nullable Subscription upstream;

        Counting(Flow.Subscriber<? super Piece> reader, Running running) {
            this.reader = reader;
            this.running = running;
        }

        void end(Outcome outcome) {
            if (over.compareAndSet(false, true)) {
                running.end(outcome);
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            upstream = given;
            reader.onSubscribe(this);
        }

        @Override
        public void onNext(Piece piece) {
            if (piece instanceof Piece.Broken) {
                end(Outcome.FAILED);
            }
            reader.onNext(piece);
        }

        @Override
        public void onError(Throwable cause) {
            end(Outcome.FAILED);
            reader.onError(cause);
        }

        @Override
        public void onComplete() {
            end(Outcome.FINISHED);
            reader.onComplete();
        }

        @Override
        public void request(long n) {
            if (upstream != null) {
                upstream.request(n);
            }
        }

        @Override
        public void cancel() {
            end(Outcome.CANCELLED);
            if (upstream != null) {
                upstream.cancel();
            }
        }
    }
}
