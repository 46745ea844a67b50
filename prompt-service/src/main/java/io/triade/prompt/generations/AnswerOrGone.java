package io.triade.prompt.generations;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/// Cancels the work for a caller who is no longer there; quarkus-rest would finish it for nobody.
final class AnswerOrGone {
    private AnswerOrGone() {}

    static <T> Uni<T> of(RoutingContext routing, Uni<T> work) {
        return Uni.createFrom().emitter(emitter -> {
            var running = work.subscribe().with(emitter::complete, emitter::fail);
            routing.response().closeHandler(_ -> {
                running.cancel();
                emitter.complete(null);
            });
            emitter.onTermination(running::cancel);
        });
    }
}
