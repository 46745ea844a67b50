package io.triade.api.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.triade.api.answers.Failures;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Calls;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
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

    private static final String PROOF = Proof.class.getName();

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
                || path.equals("/asyncapi")
                || path.equals("/graphql/schema.graphql")
                || path.startsWith("/problems/")
                || path.equals("/q/metrics")
                || path.equals("/q/health")
                || path.startsWith("/q/health/");
    }

    /// Whether the request is the opening handshake of a socket. A browser can put no token on it.
    public static boolean opensASocket(RoutingContext routing) {
        var request = routing.request();
        return SocketDoor.at(routing.normalizedPath()).isPresent()
                && request.method().equals(HttpMethod.GET)
                && "websocket".equalsIgnoreCase(request.getHeader("upgrade"))
                && request.getHeader("sec-websocket-key") != null;
    }

    /// What the request's token proved; null where it had none.
    public static @Nullable Proof proof(RoutingContext routing) {
        return routing.get(PROOF);
    }

    private void check(RoutingContext routing) {
        if (open(routing.normalizedPath())) {
            routing.next();
            return;
        }
        String token = bearer(routing.request().getHeader("authorization"));
        if (token == null && opensASocket(routing)) {
            routing.next();
            return;
        }
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
        routing.put(PROOF, proof);
        routing.next();
    }

    public static @Nullable String bearer(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return null;
        String token = header.substring(SCHEME.length()).trim();
        return token.isEmpty() ? null : token;
    }
}
