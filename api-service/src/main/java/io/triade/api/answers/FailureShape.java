package io.triade.api.answers;

import io.triade.contracts.problems.ProblemException;
import io.vertx.ext.web.RoutingContext;

/// How the callers of some paths expect a failure to look; all others get application/problem+json.
public interface FailureShape {
    boolean covers(String path);

    void send(RoutingContext routing, ProblemException failure);
}
