package io.triade.api.routes;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.HEAD;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Every relayed operation. A resource that a tier adds becomes public by a line here and by nothing else.
public final class RouteTable {
    private static final List<Route> ROUTES = List.of(
            Route.to(Tier.ORCHESTRATION, POST, "/v1/sessions"),
            Route.to(Tier.ORCHESTRATION, GET, "/v1/sessions"),
            Route.to(Tier.ORCHESTRATION, GET, "/v1/sessions/changes"),
            Route.to(Tier.ORCHESTRATION, GET, "/v1/sessions/{sessionId}"),
            Route.to(Tier.ORCHESTRATION, PUT, "/v1/sessions/{sessionId}"),
            Route.to(Tier.ORCHESTRATION, PATCH, "/v1/sessions/{sessionId}"),
            Route.to(Tier.ORCHESTRATION, DELETE, "/v1/sessions/{sessionId}"),
            Route.to(Tier.ORCHESTRATION, GET, "/v1/sessions/{sessionId}/turns"),
            Route.to(Tier.ORCHESTRATION, GET, "/v1/sessions/{sessionId}/turns/{turnId}"),
            Route.to(Tier.ORCHESTRATION, GET, "/v1/runs"),
            Route.to(Tier.ORCHESTRATION, GET, "/v1/runs/{runId}"),
            Route.to(Tier.ORCHESTRATION, DELETE, "/v1/runs/{runId}"),
            Route.to(Tier.ORCHESTRATION, GET, "/v1/runs/{runId}/request"),
            Route.to(Tier.ORCHESTRATION, DELETE, "/v1/runs/{runId}/record"),
            Route.to(Tier.ORCHESTRATION, POST, "/v1/channels/{channel}/messages"),
            Route.to(Tier.PROMPT, GET, "/v1/models"));

    private record Compiled(Route route, Pattern pattern) {}

    private static final List<Compiled> COMPILED =
            ROUTES.stream().map(route -> new Compiled(route, route.pattern())).toList();

    private RouteTable() {}

    public static List<Route> routes() {
        return ROUTES;
    }

    private record Own(HttpMethod method, Pattern pattern) {
        /// JAX-RS answers a HEAD where there is a GET.
        List<HttpMethod> methods() {
            return method.equals(GET) ? List.of(GET, HEAD) : List.of(method);
        }
    }

    /// The operations of this service's own: what is left on their paths is relayed or refused.
    private static final List<Own> OWN = List.of(
            new Own(GET, Route.pattern("/v1/me")),
            new Own(GET, Route.pattern("/v1/runs/{runId}/events")),
            new Own(POST, Route.pattern("/v1/sessions/{sessionId}/turns")),
            new Own(POST, Route.pattern("/v1/runs")),
            new Own(GET, Route.pattern("/v1/channels/{channel}/messages")));

    /// What the table says about a request.
    sealed interface Match {
        record Relayed(Route route) implements Match {}

        /// The path is relayed, this method is not.
        record OtherMethods(List<HttpMethod> allowed) implements Match {}

        record None() implements Match {}
    }

    static Match match(HttpMethod method, String path) {
        var allowed = new ArrayList<HttpMethod>();
        for (Compiled candidate : COMPILED) {
            if (!candidate.pattern.matcher(path).matches()) continue;
            if (candidate.route.method().equals(method)) return new Match.Relayed(candidate.route);
            allowed.add(candidate.route.method());
        }
        for (Own own : OWN) {
            if (!own.pattern.matcher(path).matches()) continue;
            if (own.methods().contains(method)) return new Match.None();
            allowed.addAll(own.methods());
        }
        return allowed.isEmpty() ? new Match.None() : new Match.OtherMethods(allowed);
    }
}
