package io.triade.defaults.streams;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.triade.contracts.problems.Problem;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.triade.defaults.calls.Call;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Calls another tier: whole answers as bytes, streams event by event with back-pressure. A subscriber that cancels
/// resets the call, which ends the model's work behind it. Every failure comes out as a `ProblemException`.
@ApplicationScoped
public class TierClient {
    /// A tier ends a call in time by itself; one that cannot be heard any more is given up after this.
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final int MAX_PROBLEM_BYTES = 64_000;

    private final Vertx vertx;
    private final HttpClient http;
    private final CallHeaders headers;
    private final ObjectMapper mapper;
    private final TierClientConfig config;

    public TierClient(Vertx vertx, CallHeaders headers, ObjectMapper mapper, TierClientConfig config) {
        this.vertx = vertx;
        this.headers = headers;
        this.mapper = mapper;
        this.config = config;
        this.http = vertx.createHttpClient(new HttpClientOptions()
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

    /// Whether a failure is what the tier itself said, or this process about itself, rather than what became of the
    /// connection to it.
    public static boolean said(Throwable failure) {
        return failure instanceof ProblemException && failure.getCause() == null;
    }

    /// Whether nobody was there, or nobody is any more: the connection was refused or broke, or a proxy saw that
    /// happen.
    public static boolean gone(Throwable failure) {
        return failure instanceof ProblemException problem
                && problem.type() != ProblemType.DEADLINE_EXCEEDED
                && (problem.getCause() instanceof IOException || problem.getCause() instanceof VertxException);
    }

    /// The events of a POST, as the tier numbered them. Wrap it in `WholeStream` before showing it to anybody.
    public Multi<Frame> stream(Call call, URI tier, String path, Buffer body) {
        RequestOptions target = target(tier, HttpMethod.POST, path).putHeader("content-type", "application/json");
        return stream(call, target, body, _ -> {});
    }

    /// The events of any request, as the tier numbered them.
    ///
    /// @param head told the headers of the answer before its first event
    public Multi<Frame> stream(Call call, RequestOptions target, Buffer body, Consumer<MultiMap> head) {
        return read(call, target, body, new BlockStream.Reading<>(head, Frame::parse, Frame::terminal));
    }

    /// Server-sent events that belong to no run, as blocks of lines without the blank one that ends each.
    public Multi<Buffer> blocks(Call call, RequestOptions target, Consumer<MultiMap> head) {
        return read(
                call,
                target,
                Buffer.buffer(),
                new BlockStream.Reading<>(
                        head, block -> block.length() == 0 || block.getByte(0) == ':' ? null : block, _ -> false));
    }

    private <T> Multi<T> read(Call call, RequestOptions target, Buffer body, BlockStream.Reading<T> reading) {
        ProblemException refusal = refusal(call, target.putHeader("accept", "text/event-stream"));
        if (refusal != null) return Multi.createFrom().failure(refusal);
        return new BlockStream<>(
                new BlockStream.Source(
                        vertx, http, config.idleTimeout(), call.left().plus(LAST_WORDS), this::refused),
                target,
                body,
                new BlockStream.Reading<>(
                        head -> {
                            headers.answered(call, target);
                            reading.head().accept(head);
                        },
                        reading.parse(),
                        reading.last()));
    }

    /// The body of a whole answer.
    public Uni<Buffer> whole(Call call, RequestOptions target, Buffer body) {
        return answer(call, target, body).map(Answer::body);
    }

    /// What a tier answered, with a 2xx status.
    public record Answer(int status, MultiMap headers, Buffer body) {}

    /// A whole answer. Set a content type on the target where the body has one, and an idle time-out
    /// where the answer may take longer to begin than the configured silence.
    public Uni<Answer> answer(Call call, RequestOptions target, Buffer body) {
        if (target.getIdleTimeout() <= 0)
            target.setIdleTimeout(config.idleTimeout().toMillis());
        ProblemException refusal = refusal(call, target);
        if (refusal != null) return Uni.createFrom().failure(refusal);
        return Uni.createFrom().emitter(answer -> {
            var open = new AtomicReference<@Nullable HttpClientRequest>();
            // Where the answer arrives, so that none can have ended between the look and the reset.
            Context context = vertx.getOrCreateContext();
            answer.onTermination(() -> context.runOnContext(_ -> {
                HttpClientRequest request = open.get();
                if (request != null) request.reset();
            }));
            http.request(target)
                    // In one step: the answer comes on the event loop, and is lost where whoever reads it is added
                    // later
                    // by a thread that was not scheduled meanwhile.
                    .compose(request -> {
                        open.set(request);
                        return (body.length() == 0 ? request.send() : request.send(body)).compose(this::read);
                    })
                    // Ended by itself: its connection may serve another request by now, which a reset would cut.
                    .onComplete(_ -> open.set(null))
                    .onSuccess(_ -> headers.answered(call, target))
                    .onSuccess(answer::complete)
                    .onFailure(failure ->
                            answer.fail(failure instanceof ProblemException ? failure : unreachable(failure)));
        });
    }

    /// Why the call is not to be made; null where it is, with its headers.
    private @Nullable ProblemException refusal(Call call, RequestOptions target) {
        try {
            headers.write(call, target);
            return null;
        } catch (ProblemException refused) {
            // Whoever makes calls again and again is told at once when their time is over.
            if (refused.type() == ProblemType.DEADLINE_EXCEEDED) throw refused;
            return refused;
        }
    }

    private Future<Answer> read(HttpClientResponse response) {
        return response.statusCode() / 100 == 2
                ? response.body().map(whole -> new Answer(response.statusCode(), response.headers(), whole))
                : refused(response).compose(Future::failedFuture);
    }

    private Future<ProblemException> refused(HttpClientResponse response) {
        return response.body().map(body -> passedOn(response.statusCode(), body));
    }

    private ProblemException passedOn(int status, Buffer body) {
        if (body.length() <= MAX_PROBLEM_BYTES) {
            try {
                Problem problem = mapper.readValue(body.getBytes(), Problem.class);
                ProblemException said = ProblemException.passedOn(problem);
                if (problem.traceId() != null) return said;
                // A proxy between the tiers speaks as we do, but of what it saw, and it knows no trace.
                return new ProblemException(said.type(), String.valueOf(said.getMessage()), unsaid(status, null));
            } catch (IOException | IllegalArgumentException notOurs) {
                return answeredWith(status, notOurs);
            }
        }
        return answeredWith(status, new IllegalArgumentException("a problem of " + body.length() + " bytes"));
    }

    private static ProblemException answeredWith(int status, Exception why) {
        return new ProblemException(
                ProblemType.UPSTREAM_FAILED,
                "A service behind this one answered with status " + status + ".",
                unsaid(status, why));
    }

    /// Why an answer is not the tier's own: a proxy's word that nobody is behind it is a broken connection, told late.
    private static Exception unsaid(int status, @Nullable Exception why) {
        String what = "status " + status + " without a trace";
        return status >= 502 && status <= 504 ? new IOException(what, why) : new IllegalArgumentException(what, why);
    }

    static ProblemException unreachable(Throwable failure) {
        return switch (failure) {
            case TimeoutException _ ->
                new ProblemException(
                        ProblemType.DEADLINE_EXCEEDED, "A service behind this one was silent too long.", failure);
            case ConnectionPoolTooBusyException _ ->
                new ProblemException(ProblemType.OVERLOADED, "Too many requests are under way; try again.");
            default ->
                new ProblemException(
                        ProblemType.UPSTREAM_FAILED,
                        "A service behind this one cannot be reached or broke off; try again.",
                        failure);
        };
    }
}
