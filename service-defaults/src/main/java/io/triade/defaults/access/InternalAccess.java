package io.triade.defaults.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.problems.ProblemAnswer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Keeps everybody but our own tiers out of an inner service.
@ApplicationScoped
public class InternalAccess {
    private static final int AFTER_CALLS = 9_000;
    private static final String BEARER = "Bearer ";

    private final InternalTokenConfig config;
    private final InternalTokens tokens;
    private final ProblemAnswer problems;

    InternalAccess(InternalTokenConfig config, InternalTokens tokens, ProblemAnswer problems) {
        this.config = config;
        this.tokens = tokens;
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        if (config.required()) filters.register(this::check, AFTER_CALLS);
    }

    private void check(RoutingContext routing) {
        // Deny unless known to be harmless: only health, metrics and the like stand outside.
        if (routing.normalizedPath().startsWith("/q/")) {
            routing.next();
            return;
        }
        try {
            String header = routing.request().getHeader("authorization");
            if (header == null || !header.startsWith(BEARER)) {
                throw new ProblemException(
                        ProblemType.UNAUTHENTICATED, "This service answers only our own tiers; call the api-service.");
            }
            Calls.principal(routing, tokens.verify(header.substring(BEARER.length())));
        } catch (ProblemException refused) {
            problems.send(routing, refused);
            return;
        }
        routing.next();
    }
}
