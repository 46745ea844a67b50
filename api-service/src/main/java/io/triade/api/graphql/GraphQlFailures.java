package io.triade.api.graphql;

import io.triade.api.access.SocketDoor;
import io.triade.api.answers.FailureShape;
import io.triade.api.graphql.schema.Errors;
import io.triade.contracts.problems.ProblemException;
import io.triade.defaults.calls.Calls;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/// What is refused at the GraphQL door before there is an operation, those of filters included: an error of
/// GraphQL, with the problem's own status.
@ApplicationScoped
class GraphQlFailures implements FailureShape {
    @Override
    public boolean covers(String path) {
        return path.equals(SocketDoor.GRAPHQL_PATH);
    }

    @Override
    public void send(RoutingContext routing, ProblemException failure) {
        HttpServerResponse response = routing.response();
        if (response.ended() || response.closed()) return;
        int status = failure.type().status();
        response.setStatusCode(status).putHeader("content-type", contentType(routing));
        if (status == 401) response.putHeader("www-authenticate", "Bearer");
        if (status == 429 || status == 503) response.putHeader("retry-after", "1");
        // A body that nobody read would otherwise be taken for the next request on this connection.
        if (status == 413) response.putHeader("connection", "close");
        var error = Errors.written(Errors.of(failure), Calls.traceId(routing));
        response.end(new JsonObject(Map.of("errors", List.of(error))).toBuffer());
    }

    private static String contentType(RoutingContext routing) {
        try {
            return AnswerType.accepted(routing.request().headers()).contentType();
        } catch (ProblemException _) {
            return AnswerType.JSON.contentType();
        }
    }
}
