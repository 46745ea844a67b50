package io.triade.defaults.streams;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.triade.defaults.calls.CallHeaders;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientRequest;
import io.vertx.mutiny.core.http.HttpClientResponse;
import io.vertx.mutiny.core.parsetools.RecordParser;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;

/// Calls another tier: whole answers as bytes, streams event by event with back-pressure. A subscriber that cancels
/// resets the
/// call, which ends the model's work behind it. Every failure comes out as a `ProblemException`.
@ApplicationScoped
public class TierClient {
    private static final int MAX_EVENT_BYTES = 12_000_000;
    private static final int MAX_PROBLEM_BYTES = 64_000;

    private final HttpClient http;
    private final CallHeaders headers;
    private final ObjectMapper mapper;
    private final TierClientConfig config;

    TierClient(Vertx vertx, CallHeaders headers, ObjectMapper mapper, TierClientConfig config) {
        this.headers = headers;
        this.mapper = mapper;
        this.config = config;
        this.http = vertx.createHttpClient(new io.vertx.core.http.HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setMaxPoolSize(config.connections())
                .setMaxWaitQueueSize(config.connections())
                .setKeepAliveTimeout((int) config.keepAlive().toSeconds())
                .setTcpNoDelay(true));
    }

    /// Where a tier is and what to do there.
    public static RequestOptions target(URI tier, HttpMethod method, String path) {
        boolean tls = "https".equals(tier.getScheme());
        int port = tier.getPort() > 0 ? tier.getPort() : tls ? 443 : 80;
        return new RequestOptions()
                .setHost(tier.getHost())
                .setPort(port)
                .setSsl(tls)
                .setMethod(method)
                .setURI(path);
    }

    /// The events of a POST, as the tier numbered them. Wrap it in `WholeStream` before showing it to anybody.
    public Multi<Frame> stream(Call call, URI tier, String path, Buffer body) {
        RequestOptions target = target(tier, HttpMethod.POST, path)
                .putHeader("accept", "text/event-stream")
                .putHeader("content-type", "application/json")
                .setIdleTimeout(config.idleTimeout().toMillis());
        return http.request(headers.write(call, target))
                .onItem()
                .transformToMulti(request -> request.send(io.vertx.mutiny.core.buffer.Buffer.newInstance(body))
                        .onItem()
                        .transformToMulti(this::frames)
                        .onCancellation()
                        .invoke(() -> reset(request)))
                .onFailure(failure -> !(failure instanceof ProblemException))
                .transform(TierClient::unreachable);
    }

    /// A whole answer with a 2xx status.
    public Uni<Buffer> whole(Call call, RequestOptions target, Buffer body) {
        target.setIdleTimeout(config.idleTimeout().toMillis());
        return http.request(headers.write(call, target))
                .flatMap(request -> request.send(io.vertx.mutiny.core.buffer.Buffer.newInstance(body))
                        .flatMap(response -> response.body().map(answer -> {
                            if (response.statusCode() / 100 != 2)
                                throw passedOn(response.statusCode(), answer.getDelegate());
                            return answer.getDelegate();
                        }))
                        .onCancellation()
                        .invoke(() -> reset(request)))
                .onFailure(failure -> !(failure instanceof ProblemException))
                .transform(TierClient::unreachable);
    }

    private Multi<Frame> frames(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return response.body().onItem().transformToMulti(body -> {
                throw passedOn(response.statusCode(), body.getDelegate());
            });
        }
        RecordParser parser = RecordParser.newDelimited("\n\n", response);
        parser.maxRecordSize(MAX_EVENT_BYTES);
        return parser.toMulti()
                .map(block -> java.util.Optional.ofNullable(Frame.parse(block.getDelegate())))
                .select()
                .where(java.util.Optional::isPresent)
                .map(java.util.Optional::get);
    }

    private ProblemException passedOn(int status, Buffer body) {
        if (body.length() <= MAX_PROBLEM_BYTES) {
            try {
                return ProblemException.passedOn(mapper.readValue(body.getBytes(), Problem.class));
            } catch (IOException | IllegalArgumentException notOurs) {
                return new ProblemException(
                        ProblemType.UPSTREAM_FAILED,
                        "A service behind this one answered with status " + status + ".",
                        notOurs);
            }
        }
        return new ProblemException(
                ProblemType.UPSTREAM_FAILED, "A service behind this one answered with status " + status + ".");
    }

    private static ProblemException unreachable(Throwable failure) {
        if (failure instanceof java.util.concurrent.TimeoutException) {
            return new ProblemException(
                    ProblemType.DEADLINE_EXCEEDED, "A service behind this one was silent too long.", failure);
        }
        if (failure instanceof io.vertx.core.http.ConnectionPoolTooBusyException) {
            return new ProblemException(ProblemType.OVERLOADED, "Too many requests are under way; try again.", failure);
        }
        return new ProblemException(
                ProblemType.UPSTREAM_FAILED,
                "A service behind this one cannot be reached or broke off; try again.",
                failure);
    }

    private static void reset(HttpClientRequest request) {
        request.getDelegate().reset();
    }
}
