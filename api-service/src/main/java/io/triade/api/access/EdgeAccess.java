package io.triade.api.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.triade.api.answers.Failures;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Calls;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/// Stands before everything: whoever has no principal gets no further, unless the path is one of a few harmless ones.
@ApplicationScoped
public class EdgeAccess {
    /// After the CORS filter (300), which answers preflights, and RequestGuard (280).
    private static final int PRIORITY = 250;

    private static final String SCHEME = "Bearer ";

    private final AccessTokens tokens;
    private final Failures failures;

    EdgeAccess(AccessTokens tokens, Failures failures) {
        this.tokens = tokens;
        this.failures = failures;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    static boolean open(String path) {
        return path.equals("/openapi")
                || path.startsWith("/problems/")
                || path.equals("/q/metrics")
                || path.equals("/q/health")
                || path.startsWith("/q/health/");
    }

    private void check(RoutingContext routing) {
        if (open(routing.normalizedPath())) {
            routing.next();
            return;
        }
        String token = bearer(routing.request().getHeader("authorization"));
        if (token == null) {
            failures.send(
                    routing,
                    new ProblemException(
                            ProblemType.UNAUTHENTICATED, "Send an access token: Authorization: Bearer <token>."));
            return;
        }
        Proof known = tokens.remembered(token);
        if (known != null) {
            admit(routing, known);
        } else {
            verify(token, routing);
        }
    }

    private void verify(String token, RoutingContext routing) {
        Context context = routing.vertx().getOrCreateContext();
        tokens.verify(token, routing)
                .emitOn(task -> context.runOnContext(_ -> task.run()))
                .subscribe()
                .with(proof -> admit(routing, proof), failure -> failures.send(routing, failure));
    }

    private static void admit(RoutingContext routing, Proof proof) {
        Calls.principal(routing, proof.principal(), proof.expiry());
        routing.next();
    }

    static @Nullable String bearer(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return null;
        String token = header.substring(SCHEME.length()).trim();
        return token.isEmpty() ? null : token;
    }
}
