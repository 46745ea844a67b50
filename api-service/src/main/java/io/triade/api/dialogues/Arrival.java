package io.triade.api.dialogues;

import io.triade.api.access.EdgeAccess;
import io.triade.api.access.Proof;
import io.triade.api.sockets.UpgradedRequest;
import io.triade.defaults.calls.Calls;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The request that became a socket. Tokens that come later are verified as if they had come with it.
///
/// @param clean what was known of the request before anybody looked at a token
public record Arrival(RoutingContext routing, Map<String, Object> clean) {
    private static final String KEY = Arrival.class.getName();

    public Arrival {
        clean = Map.copyOf(clean);
    }

    /// The socket is closed: now the request is over too.
    void over() {
        UpgradedRequest.over(routing.request());
        Calls.ended(Calls.facts(routing), "GET", routing.normalizedPath(), 101);
    }

    /// Who it was, where it came with a token.
    public @Nullable Proof proof() {
        return EdgeAccess.proof(routing);
    }

    /// Keeps it with the request's Vert.x context: the upgrade check is given no routing context.
    void keep() {
        Context context = Vertx.currentContext();
        if (context == null) throw new IllegalStateException("a request has no context");
        context.putLocal(KEY, this);
    }

    /// The one of the request that is being upgraded; null where it did not come through the front door.
    static @Nullable Arrival kept() {
        Context context = Vertx.currentContext();
        return context == null ? null : context.getLocal(KEY);
    }
}
