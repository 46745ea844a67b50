package io.triade.api.lex;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.triade.api.answers.GatheredAnswer;
import io.triade.api.answers.RunFacts;
import io.triade.contracts.runs.RunEvent;
import io.triade.defaults.calls.CallFacts;
import io.triade.defaults.streams.EventCodec;
import io.triade.defaults.streams.Frame;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/// Listens to a run until it ends or nobody waits any longer; leaving changes nothing for the run.
@ApplicationScoped
class RunWait {
    private final Vertx vertx;
    private final EventCodec codec;

    RunWait(Vertx vertx, EventCodec codec) {
        this.vertx = vertx;
        this.codec = codec;
    }

    /// What was heard; not ended where the time was over first. Fails where the run cannot be had.
    Uni<GatheredAnswer> heard(Multi<Frame> frames, Duration patience, CallFacts facts) {
        return Uni.createFrom().emitter(done -> {
            var answer = new GatheredAnswer();
            Cancellable listening = frames.subscribe()
                    .with(
                            frame -> {
                                RunEvent event = codec.event(frame);
                                RunFacts.note(facts, event);
                                answer.add(frame.offset(), event);
                            },
                            done::fail,
                            () -> done.complete(answer));
            long timer = vertx.setTimer(Math.max(1, patience.toMillis()), _ -> done.complete(answer));
            done.onTermination(() -> {
                vertx.cancelTimer(timer);
                listening.cancel();
            });
        });
    }
}
