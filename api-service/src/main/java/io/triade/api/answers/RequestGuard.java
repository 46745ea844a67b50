package io.triade.api.answers;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Calls;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Refuses what no protocol behind it should have to think about: paths that could be read in two ways, and bodies over
/// the bound that holds everywhere.
@ApplicationScoped
public class RequestGuard {
    /// After the CORS filter (300), so that a browser may read the refusal; before access.
    static final int PRIORITY = 280;

    private static final Pattern AMBIGUOUS = Pattern.compile(
            "//|[\\\\;]|/\\.{1,2}(?:/|$)|%(?![2-9a-f][0-9a-f])|%(?:2e|5c|7f|3b)", Pattern.CASE_INSENSITIVE);

    private final long maxBytes;
    private final Duration longestBody;
    private final Failures failures;

    RequestGuard(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBody,
            AnswersConfig config,
            Failures failures) {
        this.maxBytes = maxBody.asLongValue();
        this.longestBody = config.longestBody();
        this.failures = failures;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext routing) {
        routing.response().putHeader("x-request-id", Calls.traceId(routing));
        try {
            String path = routing.request().path();
            if (path == null || AMBIGUOUS.matcher(path).find()) {
                throw new ProblemException(
                        ProblemType.BAD_REQUEST,
                        "The path has a doubled slash, a dot segment or an escape that could mean two things.");
            }
            if (BoundedBody.announced(routing.request()) > maxBytes) throw BoundedBody.tooLarge(maxBytes);
        } catch (ProblemException refused) {
            failures.send(routing, refused);
            return;
        }
        if (hasBody(routing.request())) awaitBody(routing);
        routing.next();
    }

    private static boolean hasBody(HttpServerRequest request) {
        return BoundedBody.announced(request) > 0 || request.getHeader("transfer-encoding") != null;
    }

    /// A body that trickles in would hold its connection for as long as its sender likes.
    private void awaitBody(RoutingContext routing) {
        long timer = routing.vertx().setTimer(longestBody.toMillis(), _ -> {
            if (routing.request().isEnded() || routing.response().headWritten()) return;
            failures.send(routing, BoundedBody.late(longestBody));
            routing.request().connection().close();
        });
        routing.addEndHandler(_ -> routing.vertx().cancelTimer(timer));
    }
}
