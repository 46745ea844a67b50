package io.triade.api.anthropic;

import io.triade.api.answers.FailureShape;
import io.triade.api.answers.ForeignJson;
import io.triade.contracts.problems.ProblemException;
import io.triade.defaults.calls.Calls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/// Answers every failure under `/anthropic/` in Anthropic's shape, those of filters included.
@ApplicationScoped
class AnthropicFailures implements FailureShape {
    @Override
    public boolean covers(String path) {
        return AnthropicKeys.at(path);
    }

    @Override
    public void send(RoutingContext routing, ProblemException failure) {
        HttpServerResponse response = routing.response();
        if (response.ended() || response.closed()) return;
        if (response.headWritten()) {
            response.reset();
            return;
        }
        AnthropicError error = AnthropicError.of(failure, Calls.traceId(routing));
        response.setStatusCode(error.status());
        response.putHeader("content-type", "application/json");
        response.putHeader("request-id", error.body().requestId());
        if (error.status() == 401) response.putHeader("www-authenticate", "Bearer");
        if (error.status() == 429 || error.status() == 503 || error.status() == 529) {
            response.putHeader("retry-after", "1");
        }
        // A body that nobody read would otherwise be taken for the next request on this connection.
        if (error.status() == 413) response.putHeader("connection", "close");
        response.end(Buffer.buffer(ForeignJson.bytes(error.body())));
    }
}
