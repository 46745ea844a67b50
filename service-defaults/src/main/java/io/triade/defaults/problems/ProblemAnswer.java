package io.triade.defaults.problems;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Calls;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/// Answers with a problem where no JAX-RS resource is reached: filters, unknown paths, limits of the HTTP server.
@ApplicationScoped
public class ProblemAnswer {
    public static final String MEDIA_TYPE = "application/problem+json";

    /// Seconds after which a caller refused for lack of capacity may come back.
    static final String RETRY_AFTER_SECONDS = "1";

    private static final Map<Integer, ProblemType> BY_STATUS = Map.of(
            400, ProblemType.BAD_REQUEST,
            404, ProblemType.NOT_FOUND,
            405, ProblemType.METHOD_NOT_ALLOWED,
            406, ProblemType.NOT_ACCEPTABLE,
            413, ProblemType.BODY_TOO_LARGE,
            415, ProblemType.UNSUPPORTED_MEDIA_TYPE,
            500, ProblemType.INTERNAL);

    private static final int BEFORE_ALL = -20_000;

    private final ObjectMapper mapper;

    public ProblemAnswer(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    void register(@Observes Router router) {
        BY_STATUS.forEach((status, type) -> router.errorHandler(
                status, routing -> send(routing, new ProblemException(type, detail(type, routing)))));
        router.route().order(BEFORE_ALL).failureHandler(this::refuse);
    }

    /// Vert.x refuses a request without `Host` before any route sees it, and Quarkus would answer that with a page.
    private void refuse(RoutingContext routing) {
        if (routing.statusCode() != 400 || !(routing.failure() instanceof VertxException unreadable)) {
            routing.next();
            return;
        }
        send(routing, new ProblemException(ProblemType.BAD_REQUEST, unreadable.getMessage() + "."));
    }

    public void send(RoutingContext routing, ProblemException failure) {
        HttpServerResponse response = routing.response();
        if (response.ended()) return;
        if (response.headWritten()) {
            routing.request().connection().close();
            return;
        }
        Problem problem = failure.problem(Calls.traceId(routing));
        response.setStatusCode(problem.status());
        response.putHeader("content-type", MEDIA_TYPE);
        if (problem.status() == 401) response.putHeader("www-authenticate", "Bearer");
        if (problem.status() == 429 || problem.status() == 503) response.putHeader("retry-after", RETRY_AFTER_SECONDS);
        // A body that nobody read would otherwise be taken for the next request on this connection.
        if (problem.status() == 413) response.putHeader("connection", "close");
        response.end(json(problem));
    }

    private Buffer json(Problem problem) {
        try {
            return Buffer.buffer(mapper.writeValueAsBytes(problem));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a problem cannot be written as JSON", broken);
        }
    }

    static String detail(ProblemType type, RoutingContext routing) {
        return switch (type) {
            case NOT_FOUND -> "There is nothing at " + routing.request().path() + ".";
            case METHOD_NOT_ALLOWED -> routing.request().method() + " is not allowed here.";
            case BODY_TOO_LARGE -> "The body is larger than this service accepts; send less.";
            default -> type.title() + ".";
        };
    }
}
