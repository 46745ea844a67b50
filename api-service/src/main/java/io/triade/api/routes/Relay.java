package io.triade.api.routes;

import io.triade.api.answers.BoundedBody;
import io.triade.api.answers.Failures;
import io.triade.api.answers.Preferences;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.Calls;
import io.triade.defaults.streams.CallHeaders;
import io.triade.defaults.streams.TierClient;
import io.triade.defaults.streams.TierClientConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// Passes a request on to the tier that owns it and its answer back, as bytes. A caller who leaves resets the call.
@ApplicationScoped
class Relay {
    private final HttpClient http;
    private final CallHeaders headers;
    private final Tiers tiers;
    private final Failures failures;

    Relay(Vertx vertx, CallHeaders headers, Tiers tiers, Failures failures, TierClientConfig config) {
        this.headers = headers;
        this.tiers = tiers;
        this.failures = failures;
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setMaxPoolSize(config.connections())
                .setMaxWaitQueueSize(config.connections())
                .setKeepAliveTimeout((int) config.keepAlive().toSeconds())
                .setTcpNoDelay(true));
    }

    void relay(RoutingContext routing, Route route) {
        BoundedBody.of(routing.request(), route.bodyBytes())
                .onSuccess(body -> pass(routing, route, body))
                .onFailure(failure -> failures.send(routing, failure));
    }

    private void pass(RoutingContext routing, Route route, Buffer body) {
        RequestOptions target;
        try {
            target = target(routing, route);
        } catch (ProblemException refused) {
            failures.send(routing, refused);
            return;
        }
        http.request(target)
                .compose(request -> {
                    routing.addEndHandler(_ -> {
                        if (!routing.response().ended()) request.reset();
                    });
                    return request.send(body).compose(answer -> {
                        if (answer.statusCode() / 100 == 2) headers.answered(Calls.of(routing), target);
                        return answer(routing, request, answer);
                    });
                })
                .onFailure(failure -> failed(routing, failure));
    }

    private RequestOptions target(RoutingContext routing, Route route) {
        HttpServerRequest request = routing.request();
        Call call = Calls.of(routing);
        String query = request.query() == null ? "" : "?" + request.query();
        RequestOptions target =
                TierClient.target(tiers.of(route.tier()), route.method(), routing.normalizedPath() + query);
        headers.write(call, target);
        RelayHeaders.inward(request.headers(), target.getHeaders());
        Duration longest = route.timeout().plus(waiting(request, route, call, target));
        return target.setIdleTimeout(Math.min(longest.toMillis(), call.left().toMillis()));
    }

    /// What a caller would wait beyond the time that the answer itself may take. The tier is told a wait that was
    /// bounded here: only the edge knows whether the caller set a time-out of their own.
    private static Duration waiting(HttpServerRequest request, Route route, Call call, RequestOptions target) {
        var preferences = Preferences.of(request.headers());
        if (preferences.patience() == null) return Duration.ZERO;
        Duration wait = preferences.waiting(route.timeout(), call.left(), Calls.timeout(request));
        target.putHeader(Preferences.HEADER, Preferences.header(wait));
        return wait;
    }

    private static Future<Void> answer(RoutingContext routing, HttpClientRequest request, HttpClientResponse answer) {
        int status = answer.statusCode();
        boolean problem = String.valueOf(answer.getHeader("content-type")).startsWith("application/problem+json");
        if (status == 401 || (status >= 400 && !problem)) {
            answer.exceptionHandler(_ -> {});
            request.reset();
            throw new ProblemException(
                    ProblemType.UPSTREAM_FAILED, "A service behind this one answered with status " + status + ".");
        }
        HttpServerResponse response = routing.response();
        response.setStatusCode(status);
        RelayHeaders.outward(answer.headers(), response.headers());
        String length = answer.getHeader("content-length");
        if (length != null) response.putHeader("content-length", length);
        else if (status != 204 && status != 304) response.setChunked(true);
        return answer.pipeTo(response);
    }

    private void failed(RoutingContext routing, Throwable failure) {
        HttpServerResponse response = routing.response();
        if (response.closed() || response.ended()) return;
        // Without its end the caller can tell that the answer was cut.
        if (response.headWritten()) response.reset();
        else failures.send(routing, failure instanceof ProblemException ? failure : unreachable(failure));
    }

    private static ProblemException unreachable(Throwable failure) {
        return failure instanceof TimeoutException
                ? new ProblemException(
                        ProblemType.DEADLINE_EXCEEDED, "A service behind this one was silent too long.", failure)
                : new ProblemException(
                        ProblemType.UPSTREAM_FAILED,
                        "A service behind this one cannot be reached or broke off; try again.",
                        failure);
    }
}
