package io.triade.api.foreign;

import io.triade.api.answers.Failures;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.stream.Collectors;

/// The methods of a path, each with what answers it. The others are refused with the list of those that there are
/// (RFC 9110 §15.5.6).
public final class Methods {
    private Methods() {}

    public static void register(
            Router router, String path, Map<HttpMethod, Handler<RoutingContext>> answers, Failures failures) {
        answers.forEach((method, answer) -> router.route(method, path).handler(answer));
        String allowed =
                answers.keySet().stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
        router.route(path).handler(routing -> {
            routing.response().putHeader("allow", allowed);
            failures.send(
                    routing,
                    new ProblemException(
                            ProblemType.METHOD_NOT_ALLOWED,
                            "%s is not allowed at %s: use %s."
                                    .formatted(
                                            routing.request().method(),
                                            routing.request().path(),
                                            allowed)));
        });
    }
}
