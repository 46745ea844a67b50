package io.triade.defaults.calls;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/// Opens every request: its trace id and deadline before anything else runs, its log line after everything else has.
@ApplicationScoped
public class Calls {
    /// W3C trace context.
    public static final String TRACEPARENT = "traceparent";

    /// Milliseconds that the caller will still wait. Relative, because clocks differ.
    public static final String TIMEOUT = "x-timeout-ms";

    private static final Logger LOG = Logger.getLogger("request");
    private static final Pattern TRACEPARENT_FORM =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final String NO_TRACE = "0".repeat(32);
    private static final int BEFORE_ALL = 10_000;

    private final CallsConfig config;

    Calls(CallsConfig config) {
        this.config = config;
    }

    void register(@Observes Filters filters) {
        filters.register(this::open, BEFORE_ALL);
    }

    /// The call of a request whose principal is known.
    ///
    /// @throws ProblemException `unauthenticated` where nobody established one
    public static Call of(RoutingContext routing) {
        return of(facts(routing));
    }

    /// As above, for a call that is no request.
    public static Call of(CallFacts facts) {
        Principal principal = facts.principal;
        if (principal == null) {
            throw new ProblemException(ProblemType.UNAUTHENTICATED, "This needs a bearer token in Authorization.");
        }
        return new Call(principal, facts.traceId, facts.deadline, facts.expiry);
    }

    public static CallFacts facts(RoutingContext routing) {
        CallFacts facts = routing.get(CallFacts.KEY);
        if (facts == null) throw new IllegalStateException("the request was not opened by Calls");
        return facts;
    }

    /// The request's trace id, for problems; null before the request was opened.
    public static @Nullable String traceId(RoutingContext routing) {
        CallFacts facts = routing.get(CallFacts.KEY);
        return facts == null ? null : facts.traceId;
    }

    public static void principal(RoutingContext routing, Principal principal) {
        facts(routing).principal = principal;
    }

    /// @param expiry when the credential that named the principal is no longer good
    public static void principal(RoutingContext routing, Principal principal, Instant expiry) {
        principal(routing, principal);
        facts(routing).expiry = expiry;
    }

    /// How long the caller said that they will wait, if they did.
    public static @Nullable Duration timeout(HttpServerRequest request) {
        String left = request.getHeader(TIMEOUT);
        if (left == null || left.isEmpty() || left.length() > 9) return null;
        return left.chars().allMatch(digit -> digit >= '0' && digit <= '9')
                ? Duration.ofMillis(Long.parseLong(left))
                : null;
    }

    /// Opens a call that is no request of its own: something asked for on a connection that stays open.
    public CallFacts open(Principal principal, String traceId) {
        var facts = new CallFacts(traceId, Instant.now().plus(config.longest()));
        facts.principal = principal;
        return facts;
    }

    /// Writes the line of such a call when what was asked for is over.
    public static void ended(CallFacts facts, String method, String path, int status) {
        MDC.put("traceId", facts.traceId);
        LOG.info(facts.line(method, path, status));
    }

    private void open(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        var facts = new CallFacts(traceIdOf(request), deadlineOf(request));
        routing.put(CallFacts.KEY, facts);
        MDC.put("traceId", facts.traceId);
        String path = routing.normalizedPath();
        if (!path.startsWith("/q/")) {
            routing.addEndHandler(_ -> {
                MDC.put("traceId", facts.traceId);
                int status = routing.response().getStatusCode();
                LOG.info(facts.line(request.method().name(), path, status));
            });
        }
        routing.next();
    }

    private Instant deadlineOf(HttpServerRequest request) {
        Duration asked = timeout(request);
        Duration longest = config.longest();
        return Instant.now().plus(asked != null && asked.compareTo(longest) < 0 ? asked : longest);
    }

    private static String traceIdOf(HttpServerRequest request) {
        SpanContext span = Span.current().getSpanContext();
        if (span.isValid()) return span.getTraceId();
        return traceIdOf(request.getHeader(TRACEPARENT));
    }

    /// The trace that a W3C `traceparent` names; a new one where it is missing or broken.
    public static String traceIdOf(@Nullable String traceparent) {
        if (traceparent != null) {
            var matcher = TRACEPARENT_FORM.matcher(traceparent);
            if (matcher.matches() && !matcher.group(1).equals(NO_TRACE)) return matcher.group(1);
        }
        var random = ThreadLocalRandom.current();
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong() | 1);
    }
}
