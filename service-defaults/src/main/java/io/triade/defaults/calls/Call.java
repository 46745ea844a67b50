package io.triade.defaults.calls;

import io.triade.contracts.access.Principal;
import io.triade.contracts.problems.ProblemException;
import io.triade.contracts.problems.ProblemType;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one request carries through the tiers, handed on as one parameter.
///
/// @param traceId 32 hexadecimal digits, as in W3C trace context
/// @param deadline after this nobody waits for the answer any more
/// @param expiry after this the caller's own credential is no longer good; null: it is not known here
public record Call(
        Principal principal,
        String traceId,
        Instant deadline,
        @Nullable Instant expiry) {
    public Call(Principal principal, String traceId, Instant deadline) {
        this(principal, traceId, deadline, null);
    }

    /// How long is left.
    ///
    /// @throws ProblemException `deadline-exceeded` when nothing is
    public Duration left() {
        Duration left = Duration.between(Instant.now(), deadline);
        if (left.isNegative() || left.isZero()) {
            throw new ProblemException(
                    ProblemType.DEADLINE_EXCEEDED, "The time for this request was over before it was answered.");
        }
        return left;
    }
}
