package io.triade.api.answers;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.ext.web.RoutingContext;

/// Ends the work behind a whole answer when its caller leaves before it is there.
public final class WholeAnswer {
    private WholeAnswer() {}

    public static <T> Uni<T> of(RoutingContext routing, Uni<T> work) {
        return Uni.createFrom().emitter(answer -> {
            Cancellable under = work.subscribe().with(answer::complete, answer::fail);
            // Not the response's closeHandler: there is room for one, and quarkus-rest takes it.
            routing.addEndHandler(_ -> {
                if (!routing.response().ended()) under.cancel();
            });
        });
    }
}
