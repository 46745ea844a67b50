package io.triade.local.wire;

import io.triade.local.faults.FaultType;
import io.triade.local.faults.ModelFault;
import io.vertx.core.http.HttpServerRequest;

/// Wants a signed request, as AWS does, and believes any signature: there are no secrets on a laptop to check
/// it by.
public final class Signature {
    private Signature() {}

    public static void check(HttpServerRequest request) {
        var authorization = request.getHeader("authorization");
        if (authorization == null) {
            var query = request.query();
            if (query != null && query.contains("X-Amz-Signature=")) {
                return;
            }
            throw new ModelFault(FaultType.MISSING_AUTHENTICATION_TOKEN, "Missing Authentication Token");
        }
        if (authorization.startsWith("Bearer ") && !authorization.substring(7).isBlank()) {
            return;
        }
        boolean complete = authorization.startsWith("AWS4-")
                && authorization.contains("Credential=")
                && authorization.contains("SignedHeaders=")
                && authorization.contains("Signature=");
        if (!complete) {
            throw new ModelFault(
                    FaultType.INCOMPLETE_SIGNATURE,
                    "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' parameters.");
        }
    }
}
