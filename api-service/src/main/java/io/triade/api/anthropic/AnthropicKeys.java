package io.triade.api.anthropic;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.triade.defaults.calls.Calls;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Lets callers of this door show their token as Anthropic's clients do, in `x-api-key`: it becomes a bearer token
/// before anybody looks for one. A bearer token that is there as well goes first.
@ApplicationScoped
public class AnthropicKeys {
    private static final String DOOR = "/anthropic";

    /// After RequestGuard (280), before access (250).
    private static final int PRIORITY = 260;

    void register(@Observes Filters filters) {
        filters.register(AnthropicKeys::take, PRIORITY);
    }

    /// Whether it is a path of this door.
    static boolean at(String path) {
        return path.equals(DOOR) || path.startsWith(DOOR + "/");
    }

    private static void take(RoutingContext routing) {
        if (at(routing.normalizedPath())) {
            routing.response().putHeader("request-id", AnthropicError.requestId(Calls.traceId(routing)));
            HttpServerRequest request = routing.request();
            String key = request.getHeader("x-api-key");
            if (key != null && !key.isBlank() && request.getHeader("authorization") == null) {
                request.headers().set("authorization", "Bearer " + key.strip());
            }
        }
        routing.next();
    }
}
