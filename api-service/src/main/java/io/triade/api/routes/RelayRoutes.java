package io.triade.api.routes;

import io.triade.api.answers.Failures;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.stream.Collectors;

/// Hands every request that the route table knows to the relay; the others go on to the resources of this service.
@ApplicationScoped
public class RelayRoutes {
    private final Relay relay;
    private final Failures failures;

    RelayRoutes(Relay relay, Failures failures) {
        this.relay = relay;
        this.failures = failures;
    }

    void register(@Observes Router router) {
        router.route("/v1/*").handler(this::dispatch);
    }

    private void dispatch(RoutingContext routing) {
        HttpMethod method = routing.request().method();
        switch (RouteTable.match(method, routing.normalizedPath())) {
            case RouteTable.Match.Relayed relayed -> relay.relay(routing, relayed.route());
            case RouteTable.Match.OtherMethods other -> refuse(routing, other.allowed());
            case RouteTable.Match.None _ -> routing.next();
        }
    }

    private void refuse(RoutingContext routing, List<HttpMethod> allowed) {
        routing.response()
                .putHeader("allow", allowed.stream().map(HttpMethod::name).collect(Collectors.joining(", ")));
        failures.send(
                routing,
                new ProblemException(
                        ProblemType.METHOD_NOT_ALLOWED, routing.request().method() + " is not allowed here."));
    }
}
