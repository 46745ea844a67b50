package io.triade.api.openai;

import io.triade.api.answers.FailureShape;
import io.triade.api.answers.ForeignJson;
import io.triade.contracts.problems.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/// Answers every failure under `/openai/` in OpenAI's shape, those of filters included.
@ApplicationScoped
class OpenAiFailures implements FailureShape {
    @Override
    public boolean covers(String path) {
        return path.equals("/openai") || path.startsWith("/openai/");
    }

    @Override
    public void send(RoutingContext routing, ProblemException failure) {
        HttpServerResponse response = routing.response();
        if (response.ended() || response.closed()) return;
        if (response.headWritten()) {
            response.reset();
            return;
        }
        OpenAiError error = OpenAiError.of(failure);
        response.setStatusCode(error.status());
        response.putHeader("content-type", "application/json");
        if (error.status() == 401) response.putHeader("www-authenticate", "Bearer");
        if (error.status() == 429 || error.status() == 503) response.putHeader("retry-after", "1");
        // A body that nobody read would otherwise be taken for the next request on this connection.
        if (error.status() == 413) response.putHeader("connection", "close");
        response.end(Buffer.buffer(ForeignJson.bytes(error.body())));
    }
}
